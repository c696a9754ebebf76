import * as assert from "node:assert/strict";
import { hostKey, smallest } from "../../support/configuration";
import { problemsOf as of, rows, type Row } from "../../support/problems";

describe("readSettings, of releases,", () => {
  const v2 = "http://10.0.0.5:35357/v2.0";
  const guides = { release: "juno", "identity/authUrl": v2 };
  const swift = { authUrl: "http://10.0.0.5:5000/v2.0/", password: "canary" };
  const gluster = { server: "10.0.0.6", volume: "images" };
  const compute1 = { address: "10.0.0.31", hostKey: hostKey(3), roles: ["compute"] };

  it("takes the guide's own URLs where clients speak the API v2.0", () => {
    for (const release of ["juno", "kilo", "pike"]) {
      assert.deepEqual(of(smallest, { ...guides, release, swift }), [], release);
    }
  });

  it("takes a project's id with v2.0 where a plugin looks it up", () => {
    const project = { "identity/project": "0123456789abcdef0123456789abcdef" };
    assert.deepEqual(of(smallest, { ...guides, ...project, release: "kilo" }), []);
  });

  it("takes the API v3's from Kilo to the newest", () => {
    const v3 = { swift: { ...swift, authUrl: "http://10.0.0.5:5000/v3" } };
    for (const release of ["kilo", "queens", "2026.1"]) {
      assert.deepEqual(of(smallest, { ...v3, release }), [], release);
      assert.deepEqual(of(smallest, { ...v3, release, platform: "redhat" }), [], release);
    }
    assert.deepEqual(of(smallest, { ...v3, release: "2026.2" }), []);
  });

  it("lets a registry be asked for or left out where there is one", () => {
    for (const registry of [true, false]) {
      assert.deepEqual(of(smallest, { release: "ussuri", "api/registry": registry }), []);
    }
    assert.deepEqual(of(smallest, { "api/registry": false }), []);
  });

  it("lets compute hosts of Ocata copy images of a Glance of Pike", () => {
    const compute = { release: "ocata", filesystemEntry: "images", volumeDriver: true };
    assert.deepEqual(of(smallest, { release: "pike", compute, filesystem: {}, gluster }), []);
  });

  rows(
    [
      [
        "v2.0 in Queens",
        { release: "queens", "identity/authUrl": v2 },
        "identity.authUrl",
        "queens no longer has Keystone's API v2.0, gone since queens",
      ],
      [
        "v2.0 for Swift in 2025.1",
        { release: "2025.1", swift },
        "swift.authUrl",
        "2025.1 no longer has Keystone's API v2.0, gone since queens",
      ],
      [
        "v3 in Juno",
        { release: "juno" },
        "identity.authUrl",
        "must end in /v2.0: juno does not have Keystone's API v3 yet",
      ],
      [
        "v3 for Swift in Juno",
        { ...guides, swift: { ...swift, authUrl: "http://10.0.0.5:5000/v3" } },
        "swift.authUrl",
        "must end in /v2.0: juno does not have Keystone's API v3 yet",
      ],
      [
        "no version in Juno",
        { release: "juno", "identity/authUrl": "http://10.0.0.5:35357" },
        "identity.authUrl",
        "must end in /v2.0, the version",
      ],
      [
        "no version in Pike",
        { release: "pike", "identity/authUrl": "http://10.0.0.5:5000" },
        "identity.authUrl",
        "must end in /v3 or /v2.0, the version",
      ],
      [
        "another domain with v2.0",
        { ...guides, "identity/domain": "Stores" },
        "identity.domain",
        "must be Default: Keystone's API v2.0 in the URL knows no other domain",
      ],
      [
        "a project's id in Juno",
        { ...guides, "identity/project": "0123456789abcdef0123456789abcdef" },
        "identity.project",
        "must be the project's name: juno does not look up an id",
      ],
      [
        "another domain of Swift's with v2.0",
        { release: "pike", swift: { ...swift, domain: "Stores" } },
        "swift.domain",
        "must be Default: Keystone's API v2.0 in the URL knows no other domain",
      ],
      [
        "another domain of Swift's in Kilo",
        {
          release: "kilo",
          swift: { authUrl: "http://10.0.0.5:5000/v3", password: "canary", domain: "Stores" },
        },
        "swift.domain",
        "must be Default: kilo does not have domains of Swift's user yet",
      ],
      [
        "the newest release where it is not known how it is told to listen",
        { release: "2026.2", platform: "redhat" },
        "platform",
        "is redhat, and this project does not know its packages of 2026.2",
      ],
      [
        "a registry in Victoria",
        { release: "victoria", "api/registry": true },
        "api.registry",
        "victoria no longer has glance-registry, gone since victoria. Leave api.registry out",
      ],
      [
        "direct access of Nova of Pike beside Glance of Ocata",
        {
          release: "ocata",
          compute: { release: "pike", filesystemEntry: "images" },
          filesystem: {},
        },
        "compute.filesystemEntry",
        "gone since pike",
      ],
      [
        "direct access to a directory that the compute host does not see",
        {
          release: "ocata",
          filesystem: {},
          "compute/filesystemEntry": "images",
          "hosts/compute1": compute1,
        },
        "filesystem.shared",
        "compute1 is a compute host and not an image host: Nova copies from a directory that both see",
      ],
      [
        "direct access on the host that makes the records before there is a file system",
        {
          release: "ocata",
          filesystem: { shared: true },
          "compute/filesystemEntry": "images",
          "hosts/image1/roles": ["image"],
          "hosts/compute1": { ...compute1, roles: ["compute", "identity"] },
        },
        "hosts.compute1.roles",
        "Give identity to an image host",
      ],
      [
        "direct access without metadata",
        { release: "ocata", "compute/filesystemEntry": "images" },
        "compute.filesystemEntry",
        "needs filesystem",
      ],
      ...["canary/", "canary:", "canäry"].map((password): Row => [
        `a Swift password that Juno's store loses (${password.replace("canary", "…")})`,
        { ...guides, swift: { ...swift, password } },
        "swift.password",
        "juno's Swift store makes a URL of it",
      ]),
      [
        "a broker's password that Juno's Python cannot send",
        { ...guides, broker: { host: "10.0.0.5", password: "canäry" } },
        "broker.password",
        "must be of ASCII: juno's broker login",
      ],
      [
        "workers where uWSGI runs the API",
        { release: "victoria", extra: { "glance-api.conf": "[DEFAULT]\nworkers = 4\n" } },
        'extra["glance-api.conf"]',
        "sets workers, which nobody reads: uWSGI runs victoria's glance-api",
      ],
      [
        "volume drivers without a volume",
        { release: "ocata", "compute/volumeDriver": true },
        "compute.volumeDriver",
        "needs gluster",
      ],
    ],
    smallest,
  );
});
