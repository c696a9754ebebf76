import * as assert from "node:assert/strict";
import { history, type AnyRelease } from "../../releases/history";
import { locationPolicy } from "../../releases/policies";
import { parse } from "yaml";
import { place, type Option } from "../../releases/release";
import { catalogue as meanings } from "../../releases/catalogue";
import { Held } from "./held";
import { Packages, versions, type Package } from "./packages";

/** Sections that a release's sample calls otherwise: those of stores have a name of ours. */
const sampleSections: Readonly<Record<string, string>> = {
  swift: "glance.store.swift.store",
  file: "glance.store.filesystem.store",
};

describe("The catalogue, held against the packages of each release", () => {
  let packages: Packages;
  let held: Held;

  before(function () {
    packages = Packages.read();
    held = new Held(packages);
  });

  const isMiddlewares = ({ key }: Option, release: AnyRelease) =>
    packages.of("keystonemiddleware", release)?.options.some(({ name }) => name === key);

  for (const release of history) {
    it(`writes nothing in ${release} that is not an option there, under its own name`, () => {
      const problems = held.placed(release).map((one) => held.problem(one, release));
      assert.deepEqual(
        problems.filter((problem) => problem !== null),
        [],
      );
    });
  }

  it("writes each of Glance's keys in the section that the release's own sample has it in", () => {
    let compared = 0;
    for (const release of history) {
      const sample = packages.of("glance", release)?.sample ?? {};
      if (Object.keys(sample).length === 0) continue;
      const everywhere = new Set(Object.values(sample).flat());
      for (const { name, option } of held.placed(release)) {
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
      assert.ok(held.named(one, last, key).length > 0, `${key} is gone in ${last} already`);
      assert.deepEqual(held.named(one, end as AnyRelease, key), [], `${key} is still in ${end}`);
      compared.push(key);
    }
    assert.deepEqual(compared.sort(), [
      "bind_host",
      "bind_port",
      "ca_file",
      "cert_file",
      "glusterfs_mount_point_base",
      "key_file",
      "workers",
    ]);
  });

  it("guards each rule of a Glance by which somebody says where an image lies, and no other", () => {
    const seen = ["get_image_location", "fetch_image_location"];
    let compared = 0;
    for (const release of history) {
      const rules = packages.of("glance", release)?.rules;
      if (rules === undefined) continue;
      const saying = rules.filter((rule) => !seen.includes(rule));
      const { content } = locationPolicy(release, true);
      const guarded = Object.keys(parse(content) as Record<string, string>);
      assert.deepEqual(guarded.sort(), saying.sort(), release);
      compared += 1;
    }
    assert.ok(compared > 15, `only ${compared} packages were read`);
  });

  it("lacks no package but those that PyPI lacks, or that a release does not use", () => {
    assert.deepEqual(Object.keys(versions), history);
    const without = (name: Package) =>
      history.filter((release) => packages.of(name, release) === undefined);
    const to = (last: AnyRelease) => history.slice(0, history.indexOf(last) + 1);
    assert.deepEqual(without("glance"), [...to("ocata"), "queens"]);
    assert.deepEqual(without("nova"), to("newton"));
    // The middleware loads its login from one or the other.
    assert.deepEqual(without("keystoneauth1"), to("liberty"));
    assert.deepEqual(
      without("python-keystoneclient"),
      history.filter((release) => release !== "kilo" && release !== "liberty"),
    );
    assert.deepEqual(without("oslo.middleware"), ["juno"]);
    for (const name of [
      "glance_store",
      "keystonemiddleware",
      "oslo.messaging",
      "oslo.db",
    ] as const) {
      assert.deepEqual(without(name), [], name);
    }
  });
});
