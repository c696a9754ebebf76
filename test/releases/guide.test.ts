import "../support/mocks";
import * as assert from "node:assert/strict";
import type { HostDocument } from "../../host/document/document";
import { guideLacks, guideSettings, guideSteps, type GuideSetting } from "../../releases/guide";
import { complete } from "../support/configuration";
import { documentOf, made, textOf } from "../support/service";

/** The guide's placeholders, as the stack below fills them in; those of several lines by key. */
const values: Readonly<Record<string, string>> = {
  "mysql://USER:PASS@IP/DB": "mysql://glance:DBPASS@10.0.0.5/glance",
  "auth_host IP": "10.0.0.5",
  "admin_password PASSWORD": "SERVICEPASS",
  "http://IP:5000/v2.0/": "http://10.0.0.5:5000/v2.0/",
  "swift_store_key PASSWORD": "SWIFTPASS",
  RABBITMQ_HOST: "10.0.0.5",
  GLANCE_PASS: "BROKERPASS",
  CERT: "/etc/glance/tls/server.pem",
  KEY: "/etc/glance/tls/server.key",
  CA: "/etc/glance/tls/client-ca.pem",
  GLUSTER_MOUNT: "/var/lib/glance/images",
  JSON_PATH: "/etc/glance/filesystem_store_metadata.json",
  FSENTRY: "images",
  UID: "ad5517ae-533b-409f-b472-d82f91f41773",
  MOUNTPT: "/var/lib/glance/images",
};

/** The guide's own cloud. */
const juno = {
  release: "juno",
  platform: "redhat",
  region: "RegionOne",
  "api/registry": undefined,
  endpoints: { public: "https://glance.example.org:9292" },
  database: { host: "10.0.0.5", password: "DBPASS" },
  "identity/authUrl": "http://10.0.0.5:35357/v2.0",
  "identity/publicUrl": undefined,
  "identity/password": "SERVICEPASS",
  "identity/description": undefined,
  swift: { authUrl: "http://10.0.0.5:5000/v2.0/", password: "SWIFTPASS" },
  broker: { host: "10.0.0.5", password: "BROKERPASS" },
  firewall: {},
  filesystem: { id: values.UID, shared: true },
  gluster: { server: "10.0.0.6", volume: "images" },
  compute: { volumeDriver: true, filesystemEntry: "images" },
  extra: {},
};

const files: Readonly<Record<string, string>> = {
  "/etc/glance/glance-api.conf": "glance-api.conf",
  "/etc/glance/glance-registry.conf": "glance-registry.conf",
  "/etc/nova/nova.conf": "nova.conf",
};

/** `glance-api.conf [DEFAULT] bind_port = 9292` of each setting that a host would get. */
function written(document: HostDocument): string[] {
  return document.settings.flatMap(({ path, set }) =>
    Object.entries(set).flatMap(([section, keys]) =>
      Object.entries(keys)
        .filter(([, { list }]) => list !== "whereSet")
        .map(([key, value]) => [key, textOf(document, value)] as const)
        .map(([key, text]) => `${files[path] ?? path} [${section}] ${key} = ${text}`),
    ),
  );
}

/** The same of the guide's own lines, slips mended and placeholders filled in. */
function said({ file, section, key, value, slip }: GuideSetting): string {
  const filled = values[`${key} ${value}`] ?? values[value] ?? value;
  const place = (slip?.section ?? section).replace("FSENTRY", "images");
  return `${file} [${place}] ${key} = ${filled}`;
}

describe("The guide, word for word, on Juno and Red Hat's family", () => {
  let image: HostDocument;
  let compute: HostDocument;
  let controller: HostDocument;

  before(async () => {
    const resources = await made(complete, juno);
    image = documentOf(resources, "image1");
    compute = documentOf(resources, "compute1");
    controller = documentOf(resources, "controller");
  });

  it("has every setting written that it names, and no other", () => {
    const lines = [...guideSettings, ...guideLacks].filter(({ key }) => key !== "volume_drivers");
    const expected = [...new Set(lines.map(said))].sort();
    assert.deepEqual([...written(image), ...written(compute)].sort(), expected);
  });

  it("has its driver added to volume_drivers, where that is set (5.10, step 3)", () => {
    const nova = compute.settings.find(({ path }) => path === "/etc/nova/nova.conf");
    const line = guideSettings.find(({ key }) => key === "volume_drivers");
    const added = nova?.set[line?.slip?.section ?? ""]?.volume_drivers;
    assert.deepEqual([added?.value, added?.list], [line?.value, "whereSet"]);
  });

  it("has no key dropped that it names", () => {
    const names = new Set(guideSettings.map(({ section, key }) => `${section}/${key}`));
    for (const { path, drop } of [...image.settings, ...compute.settings]) {
      for (const [section, keys] of Object.entries(drop)) {
        for (const key of Object.keys(keys)) {
          const slip = guideSettings.find((line) => line.section === section && line.key === key);
          assert.ok(!names.has(`${section}/${key}`) || slip?.slip, `${path} [${section}] ${key}`);
        }
      }
    }
  });

  it("has its records made (5.3)", async () => {
    const plain = { tls: undefined, endpoints: { public: "http://10.0.0.11:9292" }, proof: {} };
    const { identity } = documentOf(await made(complete, { ...juno, ...plain }), "controller");
    assert.ok(identity !== null);
    const { records } = guideSteps;
    const { user, service, region, endpoints } = identity;
    const { endpoint, ...rows } = records;
    assert.deepEqual(
      { user: user.name, role: user.role, project: user.project, service, region },
      rows,
    );
    const url = endpoint.replace("IP", "10.0.0.11");
    assert.deepEqual(endpoints, { public: url, internal: url, admin: url });
  });

  it("has its rule made (5.6): the program on the host writes it before any that rejects", () => {
    const { rule } = guideSteps;
    const [opening, ...others] = image.firewall;
    assert.deepEqual(others, []);
    assert.match(rule, new RegExp(`-p ${opening?.protocol} .* --dports ${opening?.port} `));
    assert.deepEqual(opening?.sources, []);
  });

  it("has the database populated as its user (5.8)", () => {
    const { user, command } = guideSteps.populate;
    assert.deepEqual([image.schema?.user, image.schema?.sync], [user, command]);
  });

  it("has its packages, mount and JSON document (5.10, 5.11)", () => {
    for (const host of [image, compute]) {
      const names = host.packages.map(({ name }) => name);
      for (const name of guideSteps.packages) assert.ok(names.includes(name), name);
      assert.deepEqual(
        host.mounts.map(({ type, mountPoint }) => [type, mountPoint]),
        [["glusterfs", values.GLUSTER_MOUNT]],
      );
    }
    assert.equal(image.metadata?.path, values.JSON_PATH);
    assert.equal(image.metadata?.id, values.UID);
  });

  it("has its units restarted, the registry first (5.10, 5.11)", () => {
    const units = [...image.units, ...compute.units].map(({ name }) => name);
    assert.deepEqual(units, guideSteps.restarts);
  });

  it("has nothing of it on the Identity host but the records", () => {
    assert.deepEqual([controller.settings, controller.files, controller.units], [[], [], []]);
  });
});
