import "../../support/mocks";
import * as assert from "node:assert/strict";
import type { HostDocument } from "../../../host/document/document";
import { changed, complete, hostKey, smallest } from "../../support/configuration";
import { documentOf, made, textOf } from "../../support/service";
import { api, nova, registry } from "../../support/target";

/** A stack as the guide has it: one image host of Juno, one compute host, Keystone's API v2.0. */
const juno = changed(complete, {
  release: "juno",
  region: "RegionOne",
  hosts: {
    controller: { address: "10.0.0.5", hostKey: hostKey(5), roles: ["identity"] },
    image1: { address: "10.0.0.11", hostKey: hostKey(1), roles: ["image"] },
    compute1: { address: "10.0.0.31", hostKey: hostKey(3), roles: ["compute"] },
  },
  database: { host: "10.0.0.5", password: "PASS" },
  identity: { authUrl: "http://10.0.0.5:35357/v2.0", password: "PASSWORD" },
  swift: { authUrl: "http://10.0.0.5:5000/v2.0/", password: "PASSWORD" },
  broker: { host: "10.0.0.5", password: "GLANCE_PASS" },
  filesystem: { metadataFile: "/etc/glance/filesystem.json" },
  compute: { volumeDriver: true, filesystemEntry: "FSENTRY" },
  api: undefined,
  extra: undefined,
});

/** A file's settings: `section key value`. */
function commands(document: HostDocument, path: string): readonly string[] {
  const { set = {} } = document.settings.find((file) => file.path === path) ?? {};
  return Object.entries(set).flatMap(([section, keys]) =>
    Object.entries(keys).map(([key, value]) => `${section} ${key} ${textOf(document, value)}`),
  );
}

const unitsOf = ({ units }: HostDocument) => units.map(({ name }) => name);

/** Beyond what test/releases/guide.test.ts holds word for word. */
describe("The guide on its own release, Juno,", () => {
  it("has nothing dropped from Glance's files but one older name", async () => {
    const { settings } = documentOf(await made(juno), "image1");
    assert.deepEqual(
      settings.map(({ path, drop }) => [path, drop]),
      [
        [api, { DEFAULT: { known_stores: "ImageStores" } }],
        [registry, {}],
      ],
    );
  });

  it("has registry and API asked whether they are up, in that order", async () => {
    const document = documentOf(await made(juno), "image1");
    assert.deepEqual(
      document.health.map(({ kind, unit }) => [kind, unit]),
      [
        ["tcp", "glance-registry.service"],
        ["http", "glance-api.service"],
      ],
    );
    const [first] = document.health;
    assert.ok(first?.kind === "tcp" && first.port === 9191);
  });

  it("populates the tables without a look before, which Juno has no command for", async () => {
    const { schema } = documentOf(await made(juno), "image1");
    assert.ok(schema !== null);
    assert.equal(schema.check, null);
  });

  it("serves TLS itself on the users' port: no proxy, no port behind one", async () => {
    const { packages, firewall, units } = documentOf(await made(juno), "image1");
    assert.ok(packages.every(({ name }) => name !== "haproxy"));
    assert.deepEqual(
      firewall.map(({ port }) => port),
      [9292],
    );
    const reads = units.find(({ name }) => name === "glance-api.service")?.reads ?? [];
    assert.ok(reads.includes("/etc/glance/tls/server.key"));
  });
});

describe("The registry", () => {
  const hasOne = async (release: string, changes: object = {}) => {
    const document = documentOf(await made(smallest, { release, ...changes }), "image1");
    const written = document.settings.some(({ path }) => path === registry);
    assert.equal(unitsOf(document).includes("glance-registry.service"), written, release);
    assert.equal(document.health.length, written ? 2 : 1, release);
    return written;
  };

  it("is there to Queens, whose API v1 needs it, where the stack does not say", async () => {
    const found: boolean[] = [];
    for (const release of ["queens", "rocky", "ussuri", "victoria"]) {
      found.push(await hasOne(release));
    }
    assert.deepEqual(found, [true, false, false, false]);
  });

  it("is there or not as the stack says, as long as the release has one", async () => {
    assert.equal(await hasOne("queens", { "api/registry": false }), false);
    assert.equal(await hasOne("ussuri", { "api/registry": true }), true);
  });
});

describe("Compute hosts of another release", () => {
  it("copy from the file system with Ocata's Nova beside Glance of Pike", async () => {
    const changes = {
      release: "pike",
      "identity/authUrl": "http://10.0.0.5:5000/v3",
      "swift/authUrl": "http://10.0.0.5:5000/v3",
      compute: { release: "ocata", filesystemEntry: "images" },
    };
    const resources = await made(juno, changes);
    const lines = commands(documentOf(resources, "compute1"), nova);
    assert.ok(lines.includes("glance allowed_direct_url_schemes file"));
    assert.ok(!lines.some((line) => line.startsWith("image_file_url")), "Ocata's finds none");
    const image = commands(documentOf(resources, "image1"), api);
    assert.ok(image.some((line) => line.startsWith("glance_store filesystem_store_metadata_file")));
  });
});
