/** All meanings of the catalogue, with the module that each stands in. */
import * as authentication from "./meanings/authentication";
import * as compute from "./meanings/compute";
import * as database from "./meanings/database";
import * as filesystem from "./meanings/filesystem";
import * as listener from "./meanings/listener";
import * as notifications from "./meanings/notifications";
import * as stores from "./meanings/stores";
import type { Meaning } from "./release";

/** In the order of the guide. */
const modules = {
  database,
  authentication,
  stores,
  listener,
  notifications,
  filesystem,
  compute,
};

/** A meaning of the catalogue. */
export interface Catalogued {
  /** `stores.swiftRegion`. */
  readonly name: string;
  /** The file of releases/meanings that it stands in. */
  readonly module: string;
  readonly meaning: Meaning;
}

/** All of the catalogue. */
export const catalogue: readonly Catalogued[] = Object.entries(modules).flatMap(
  ([module, members]) =>
    Object.entries(members).flatMap(([name, member]: [string, unknown]) =>
      isMeaning(member) ? [{ name: `${module}.${name}`, module, meaning: member }] : [],
    ),
);

function isMeaning(member: unknown): member is Meaning {
  return typeof member === "object" && member !== null && "names" in member;
}
