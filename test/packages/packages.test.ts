import * as assert from "node:assert/strict";
import { history, type AnyRelease } from "../../releases/history";
import { has, place, type Option } from "../../releases/release";
import { catalogue as meanings, type Catalogued } from "../../releases/catalogue";
import { Packages, versions, type Package, type PackageOption } from "./packages";

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
  filesystems: "Ocata is the last Nova that copies from a file system, and reads nothing else",
  swift_store_auth_version: "Kilo's reference file cannot say the version",
  auth_uri: "its successor comes with Queens",
};

/** Sections that a release's sample calls otherwise: those of stores have a name of ours. */
const sampleSections: Readonly<Record<string, string>> = {
  swift: "glance.store.swift.store",
  file: "glance.store.filesystem.store",
};

describe("The catalogue, held against the packages of each release", () => {
  let packages: Packages;

  before(function () {
    this.timeout(900_000);
    packages = Packages.read();
  });

  /** Of the packages that read a meaning, those that can be had of a release. */
  const contents = ({ name, module }: Catalogued, release: AnyRelease) =>
    (others[name] ?? modules[module] ?? []).flatMap((reader) => packages.of(reader, release) ?? []);

  /** All placed options of a release whose reader can be had. */
  const placed = (release: AnyRelease) =>
    meanings.flatMap((one) =>
      has(one.meaning, release) && contents(one, release).length > 0
        ? [{ ...one, option: place(one.meaning, release) }]
        : [],
    );

  const named = (one: Catalogued, release: AnyRelease, key: string): readonly PackageOption[] =>
    contents(one, release).flatMap(({ options }) => options.filter(({ name }) => name === key));

  function hasFormer(one: Catalogued, release: AnyRelease, section: string, key: string): boolean {
    return contents(one, release).some(({ options }) =>
      options.some(({ name, former }) =>
        former.some(
          ([group, older]) =>
            older === key && (group === section || (group === null && name !== key)),
        ),
      ),
    );
  }

  const isMiddlewares = ({ key }: Option, release: AnyRelease) =>
    packages.of("keystonemiddleware", release)?.options.some(({ name }) => name === key);

  for (const release of history) {
    it(`writes nothing in ${release} that is not an option there, under its own name`, () => {
      for (const { option, ...one } of placed(release)) {
        const { section, key } = option;
        const where = `${one.name}: [${section}] ${key} in ${release}`;
        if (release === "juno" && guidesAliases.has(`${section}/${key}`)) {
          assert.ok(hasFormer(one, release, section, key), where);
          continue;
        }
        const found = named(one, release, key);
        assert.ok(found.length > 0, `${where} is no option`);
        const ends = found.every(({ removal }) => removal);
        assert.ok(!ends || key in announced, `${where} is about to go`);
        assert.equal(hasFormer(one, release, section, key), false, `${where} is an older name`);
      }
    });
  }

  it("writes each of Glance's keys in the section that the release's own sample has it in", () => {
    let compared = 0;
    for (const release of history) {
      const sample = packages.of("glance", release)?.sample ?? {};
      if (Object.keys(sample).length === 0) continue;
      const everywhere = new Set(Object.values(sample).flat());
      for (const { name, option } of placed(release)) {
        if (option.file !== "glance-api.conf") continue;
        // A sample may be older than the code, and knows no login plugin's options.
        const isPlugins =
          option.section === "keystone_authtoken" && !isMiddlewares(option, release);
        if (isPlugins || !everywhere.has(option.key)) continue;
        const section = sampleSections[option.section] ?? option.section;
        const keys = sample[section];
        // Samples show the sections of named stores only since there is a form for such.
        if (keys === undefined && section !== option.section) continue;
        assert.ok(keys?.includes(option.key), `${name}: [${section}] ${option.key} in ${release}`);
        compared += 1;
      }
    }
    assert.ok(compared > 200, `only ${compared} were found in samples`);
  });

  it("gives up native TLS, the listener's options and Nova's with the release that lost them", () => {
    const compared: string[] = [];
    for (const one of meanings) {
      const { name, module, meaning } = one;
      if (module !== "listener" && name !== "compute.glusterMountPointBase") continue;
      const [end, entry] = Object.entries(meaning.names).at(-1) ?? [];
      if (entry === undefined || "name" in entry) continue;
      const last = history[history.indexOf(end as AnyRelease) - 1] ?? "juno";
      const { key } = place(meaning, last);
      assert.ok(named(one, last, key).length > 0, `${key} is gone in ${last} already`);
      assert.deepEqual(named(one, end as AnyRelease, key), [], `${key} is still in ${end}`);
      compared.push(key);
    }
    assert.deepEqual(compared.sort(), [
      "bind_host",
      "bind_port",
      "ca_file",
      "cert_file",
      "glusterfs_mount_point_base",
      "key_file",
    ]);
  });

  it("knows of every release from Pike on that PyPI has, and of libraries from Juno on", () => {
    assert.deepEqual(Object.keys(versions), history);
    const without = history.filter((release) => packages.of("glance", release) === undefined);
    assert.deepEqual(without, [
      ...["juno", "kilo", "liberty", "mitaka", "newton", "ocata"],
      "queens",
    ]);
  });
});
