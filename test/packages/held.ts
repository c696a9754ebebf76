/** The catalogue beside the packages of a release: what each placed option is to whoever reads it. */
import { catalogue, type Catalogued } from "../../releases/catalogue";
import type { AnyRelease } from "../../releases/history";
import { has, place, type Option } from "../../releases/release";
import type { Package, PackageOption, Packages } from "./packages";

/** Whose options a module of releases/meanings speaks of. */
const modules: Readonly<Record<string, readonly Package[]>> = {
  authentication: ["keystonemiddleware", "keystoneauth1", "python-keystoneclient"],
  compute: ["nova"],
  database: ["oslo.db"],
  filesystem: ["glance_store"],
  listener: ["glance"],
  notifications: ["oslo.messaging"],
  stores: ["glance_store", "glance"],
};

/** Single meanings that others read. */
const others: Readonly<Record<string, readonly Package[]>> = {
  "authentication.pasteFlavor": ["glance"],
  "filesystem.showMultipleLocations": ["glance"],
  "stores.delayedDelete": ["glance"],
  "listener.proxyHeaders": ["oslo.middleware"],
};

/** The guide's own words, which Juno's libraries read beside newer ones. */
const guidesAliases = new Set(["DEFAULT/sql_connection"]);

/** What is written although its end is announced, and why there is nothing better. */
const announced: Readonly<Record<string, string>> = {
  show_multiple_locations:
    "it is what shows a location's metadata to Compute; the location API of 2024.2 is for services that add locations",
  stores: "enabled_backends is an experiment before Train",
  default_store: "default_backend is an experiment before Train",
  swift_store_auth_version: "Kilo's reference file cannot say the version",
  delayed_delete: "it is only read, of who has set it",
  auth_uri: "its successor comes with Queens",
};

/** A meaning where a release has it. */
export interface Placed extends Catalogued {
  readonly option: Option;
}

/** Holds the catalogue against the packages. */
export class Held {
  constructor(private readonly packages: Packages) {}

  /** All meanings that have a place in a release and a reader that can be had of it. */
  placed(release: AnyRelease): readonly Placed[] {
    return catalogue.flatMap((one) =>
      has(one.meaning, release) && this.contents(one, release).length > 0
        ? [{ ...one, option: place(one.meaning, release) }]
        : [],
    );
  }

  /** Options that a reader of the meaning has under that name. */
  named(one: Catalogued, release: AnyRelease, key: string): readonly PackageOption[] {
    return this.contents(one, release).flatMap(({ options }) =>
      options.filter(({ name }) => name === key),
    );
  }

  /** What is wrong with writing the option in the release; null where it is right. */
  problem({ option, ...one }: Placed, release: AnyRelease): string | null {
    const { section, key } = option;
    const where = `${one.name}: [${section}] ${key} in ${release}`;
    const isAlias = this.isFormer(one, release, section, key);
    if (release === "juno" && guidesAliases.has(`${section}/${key}`)) {
      return isAlias ? null : `${where} is not read`;
    }
    const found = this.named(one, release, key);
    if (found.length === 0) return `${where} is no option`;
    if (found.every(({ removal }) => removal) && !(key in announced)) return `${where} is to go`;
    return isAlias ? `${where} is an older name` : null;
  }

  private contents({ name, module }: Catalogued, release: AnyRelease) {
    const readers = others[name] ?? modules[module] ?? [];
    return readers.flatMap((reader) => this.packages.of(reader, release) ?? []);
  }

  private isFormer(one: Catalogued, release: AnyRelease, section: string, key: string): boolean {
    return this.contents(one, release).some(({ options }) =>
      options.some(({ name, former }) =>
        former.some(
          ([group, older]) =>
            older === key && (group === section || (group === null && name !== key)),
        ),
      ),
    );
  }
}
