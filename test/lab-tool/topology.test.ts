import { strict as assert } from "node:assert";
import { describe, it } from "mocha";
import {
  layerNamed,
  parseTopology,
  readTopology,
  suiteNamed,
  topologyNames,
} from "../../lab/topology";

const fleet = `
pool: 10.77.0.0/16
regions: [RegionOne]
fleet: { prefix: host, first: 21, count: 3, image: image, roles: [image] }
`;

describe("a topology", () => {
  it("reads every file there is", () => {
    for (const name of topologyNames()) assert.ok(readTopology(name).hosts.length > 0, name);
  });

  it("has the five hosts of zed, each with its role", () => {
    const roles = readTopology("zed").hosts.map(({ name, roles }) => [name, roles.join()]);
    assert.deepEqual(roles, [
      ["controller", "identity"],
      ["storage", "storage"],
      ["image1", "image"],
      ["image2", "image"],
      ["compute1", "compute"],
    ]);
  });

  it("names the release that its suite of Debian has, also one that YAML takes for a number", () => {
    const text = fleet + "suite: trixie\nrelease: 2025.1\n";
    const { release, hosts } = parseTopology("fleet", text);
    assert.equal(release, "2025.1");
    assert.equal(hosts[0]?.layer, "image@trixie");
    assert.throws(() => parseTopology("fleet", `${fleet}release: essex\n`), /release/);
    assert.equal(readTopology("zed").release, "zed");
  });

  it("boots a host from its own suite where it names one", () => {
    const { hosts } = readTopology("upgrade");
    const layers = hosts.flatMap(({ image, layer }) => (image === "image" ? [layer] : []));
    assert.deepEqual(layers, ["image@bullseye", "image@bullseye", "image"]);
    assert.equal(layerNamed("repository", suiteNamed("trixie")), "repository@trixie");
    assert.throws(() => suiteNamed("buster"), /bullseye, bookworm, trixie, sid/);
  });

  it("boots classic from recipes of its own, but for its storage, all on Debian 11", () => {
    const layers = readTopology("classic").hosts.map(({ layer }) => layer);
    assert.deepEqual(layers, [
      "classic-controller@bullseye",
      "storage@bullseye",
      "classic-image@bullseye",
      "classic-image@bullseye",
      "classic-compute@bullseye",
    ]);
  });

  it("counts a fleet out, with names that sort", () => {
    const hosts = parseTopology("fleet", fleet, 11).hosts;
    assert.equal(hosts.length, 11);
    assert.deepEqual([hosts[0]?.name, hosts[0]?.number], ["host01", 21]);
    assert.deepEqual([hosts[10]?.name, hosts[10]?.number], ["host11", 31]);
  });

  it("has the fleet's own size where none is asked for", () => {
    assert.equal(parseTopology("fleet", fleet).hosts.length, 3);
  });

  it("refuses a fleet larger than its network", () => {
    assert.throws(() => parseTopology("fleet", fleet, 250), /at most 234 hosts, not 250/);
  });

  it("refuses --hosts where the hosts are named", () => {
    assert.throws(() => readTopology("zed", 3), /--hosts is for fleet/);
  });

  it("refuses a number that stands twice", () => {
    const text = `
pool: 10.77.0.0/16
regions: [RegionOne]
hosts:
  a: { number: 11, image: image, roles: [image] }
  b: { number: 11, image: image, roles: [image] }
`;
    assert.throws(() => parseTopology("twice", text), /stands twice/);
  });

  it("names the key that is misspelt", () => {
    assert.throws(() => parseTopology("odd", "pool: 10.77.0.0/16\nregion: [A]\n"), /region/);
  });

  it("says which topologies there are when asked for another", () => {
    assert.throws(
      () => readTopology("../zed"),
      /there are classic, epoxy, families, fleet, harms, newest, upgrade, victoria, zed, zed-regions, light/,
    );
  });
});
