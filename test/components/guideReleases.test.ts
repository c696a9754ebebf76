import "../support/mocks";
import * as assert from "node:assert/strict";
import type { HostDocument } from "../../host/document";
import { changed, complete, hostKey, smallest } from "../support/configuration";
import { documentOf, made } from "../support/service";
import { api, nova, registry } from "../support/target";

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

/** A file's settings as `openstack-config --set` takes them: `section key value`. */
function commands({ settings }: HostDocument, path: string): readonly string[] {
  const { set = {} } = settings.find((file) => file.path === path) ?? {};
  return Object.entries(set).flatMap(([section, keys]) =>
    Object.entries(keys).map(([key, { value }]) => `${section} ${key} ${value}`),
  );
}

/** The guide's own commands, procedures 5.2 and 5.4: the same to both files. */
const both = [
  "DEFAULT sql_connection mysql://glance:PASS@10.0.0.5/glance",
  "paste_deploy flavor keystone",
  "keystone_authtoken auth_host 10.0.0.5",
  "keystone_authtoken auth_port 35357",
  "keystone_authtoken auth_protocol http",
  "keystone_authtoken admin_tenant_name services",
  "keystone_authtoken admin_user glance",
  "keystone_authtoken admin_password PASSWORD",
];

/** Procedures 5.5 to 5.7, table 5.1 and procedure 5.11. */
const apiAlone = [
  "DEFAULT default_store swift",
  "DEFAULT swift_store_auth_address http://10.0.0.5:5000/v2.0/",
  "DEFAULT swift_store_create_container_on_put True",
  "DEFAULT swift_store_user services:swift",
  "DEFAULT swift_store_key PASSWORD",
  "DEFAULT bind_host 0.0.0.0",
  "DEFAULT bind_port 9292",
  "DEFAULT notification_driver messaging",
  "DEFAULT rabbit_host 10.0.0.5",
  "DEFAULT rabbit_port 5672",
  "DEFAULT rabbit_userid glance",
  "DEFAULT rabbit_password GLANCE_PASS",
  "DEFAULT rabbit_virtual_host /",
  "DEFAULT cert_file /etc/glance/tls/server.pem",
  "DEFAULT key_file /etc/glance/tls/server.key",
  "DEFAULT ca_file /etc/glance/tls/client-ca.pem",
  "DEFAULT show_multiple_locations True",
  "DEFAULT filesystem_store_metadata_file /etc/glance/filesystem.json",
];

const sorted = (lines: readonly string[]) => [...lines].sort();
const unitsOf = ({ units }: HostDocument) => units.map(({ name }) => name);

describe("The guide on its own release, Juno,", () => {
  it("is written word for word into both of Glance's files, and nothing beside it", async () => {
    const document = documentOf(await made(juno), "image1");
    assert.deepEqual(sorted(commands(document, registry)), sorted(both));
    assert.deepEqual(sorted(commands(document, api)), sorted([...both, ...apiAlone]));
    for (const { path, drop } of document.settings) assert.deepEqual(drop, {}, path);
  });

  it("is written word for word into Nova's file", async () => {
    const document = documentOf(await made(juno), "compute1");
    const id = "5b2f8a1e-3c4d-4e5f-8a9b-0c1d2e3f4a5b";
    const driver = "glusterfs=nova.virt.libvirt.volume.LibvirtGlusterfsVolumeDriver";
    assert.deepEqual(
      sorted(commands(document, nova)),
      sorted([
        // Juno's own name for the guide's [DEFAULT] glusterfs_mount_point_base and volume_drivers.
        "libvirt glusterfs_mount_point_base /var/lib/glance/images",
        `libvirt volume_drivers ${driver}`,
        "DEFAULT allowed_direct_url_schemes file",
        "image_file_url filesystems FSENTRY",
        `image_file_url:FSENTRY id ${id}`,
        "image_file_url:FSENTRY mountpoint /var/lib/glance/images",
      ]),
    );
  });

  it("restarts the registry before the API, and asks both whether they are up", async () => {
    const document = documentOf(await made(juno), "image1");
    assert.deepEqual(unitsOf(document), ["glance-registry.service", "glance-api.service"]);
    assert.deepEqual(
      document.health.map(({ kind, unit }) => [kind, unit]),
      [
        ["tcp", "glance-registry.service"],
        ["tcp", "glance-api.service"],
      ],
    );
    const [first] = document.health;
    assert.ok(first?.kind === "tcp" && first.port === 9191);
  });

  it("populates the tables without a look before, which Juno has no command for", async () => {
    const { schema } = documentOf(await made(juno), "image1");
    assert.equal(schema?.check, null);
    assert.equal(schema.sync, "glance-manage db_sync");
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
    assert.ok(lines.includes("image_file_url filesystems images"));
    const image = commands(documentOf(resources, "image1"), api);
    assert.ok(image.some((line) => line.startsWith("glance_store filesystem_store_metadata_file")));
  });
});
