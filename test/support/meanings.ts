import * as authentication from "../../releases/meanings/authentication";
import * as compute from "../../releases/meanings/compute";
import * as database from "../../releases/meanings/database";
import * as filesystem from "../../releases/meanings/filesystem";
import * as listener from "../../releases/meanings/listener";
import * as notifications from "../../releases/meanings/notifications";
import * as stores from "../../releases/meanings/stores";
import type { Meaning } from "../../releases/release";

const modules = {
  authentication,
  compute,
  database,
  filesystem,
  listener,
  notifications,
  stores,
};

/** A meaning of the catalogue, with the module that it stands in: `stores.swiftRegion`. */
export interface Catalogued {
  readonly name: string;
  readonly module: string;
  readonly meaning: Meaning;
}

/** All of the catalogue. */
export const meanings: readonly Catalogued[] = Object.entries(modules).flatMap(
  ([module, members]) =>
    Object.entries(members).flatMap(([name, member]: [string, unknown]) =>
      isMeaning(member) ? [{ name: `${module}.${name}`, module, meaning: member }] : [],
    ),
);

function isMeaning(member: unknown): member is Meaning {
  return typeof member === "object" && member !== null && "names" in member;
}
