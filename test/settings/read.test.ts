import * as assert from "node:assert/strict";
import { settings as settingsTable } from "../../docs/settings";
import { SettingsError } from "../../settings/problem";
import { readSettings } from "../../settings/read";
import { certificatePath, certificates } from "../support/certificates";
import {
  changed,
  complete,
  hostKey,
  raw,
  smallest,
  type Configuration,
} from "../support/configuration";
import { opened } from "../support/opened";
import { problems, problemsOf as of, rows, type Row } from "../support/problems";

const at = (base: Configuration, place: string) =>
  place.split("/").reduce<unknown>((found, key) => (found as Record<string, unknown>)[key], base);

describe("readSettings", () => {
  it("reads a configuration that gives every setting as it is", () => {
    const settings = readSettings(raw(complete));
    const secrets = settingsTable().filter(({ secret }) => secret);
    const expected = secrets.reduce((base, { path }) => {
      const place = path.replaceAll(".", "/");
      return changed(base, { [place]: { secret: at(base, place) } });
    }, complete);
    assert.ok(secrets.length > 5);
    assert.deepEqual(opened(settings), expected);
  });

  it("fills in the defaults that the guide has", () => {
    const { hosts, identity, database } = smallest as {
      hosts: { image1: object };
      identity: object;
      database: object;
    };
    assert.deepEqual(opened(readSettings(raw(smallest))), {
      ...smallest,
      platform: "debian",
      region: "RegionOne",
      mode: "service",
      ssh: { user: "root" },
      limits: { transactionSeconds: 1500, lockSeconds: 120 },
      hosts: { image1: { ...hosts.image1, port: 22 } },
      api: { bindHost: "0.0.0.0", port: 9292 },
      database: {
        ...database,
        password: { secret: "canary-database" },
        port: 3306,
        name: "glance",
        user: "glance",
        populate: true,
      },
      identity: {
        ...identity,
        password: { secret: "canary-identity" },
        adminRc: "/root/keystonerc_admin",
        resetPassword: false,
        user: "glance",
        project: "services",
        role: "admin",
        domain: "Default",
        service: "glance",
        description: "Glance Image Service",
      },
      firewall: { sources: [] },
      fileStore: { shared: false },
      compute: { volumeDriver: false },
      extra: {},
      proof: { enabled: true, bytes: 1048576 },
      abandon: { stores: [], database: false },
      destroy: { withImages: false },
    });
  });

  it("passes over settings of other projects", () => {
    const given = raw(smallest);
    const values = { ...given.values, "aws:region": "mars" };
    const settings = readSettings({ ...given, values });
    assert.equal(settings.region, "RegionOne");
  });

  it("reads passwords of any alphabet as they are", () => {
    for (const password of [` a"'\\$%@#;/ `, "пароль", "🔑", "\u00a0", "true", "42"]) {
      const settings = readSettings(raw(changed(smallest, { "database/password": password })));
      assert.equal(settings.database.password.inClear(), password);
    }
  });

  it("makes a secret of a fragment that came encrypted, and of no other", () => {
    const fragment = "[DEFAULT]\nworkers = 4\n";
    assert.deepEqual(readSettings(raw(complete)).extra, { "glance-api.conf": fragment });
    const { extra } = readSettings(raw(complete, true));
    assert.deepEqual(opened(extra), { "glance-api.conf": { secret: fragment } });
  });

  it("takes several image hosts with a file store that they share, in each way that there is", () => {
    const two = { "hosts/image2": image2 };
    const swift = { authUrl: "http://10.0.0.5:5000/v3", password: "canary" };
    const gluster = { server: "10.0.0.6", volume: "images" };
    for (const way of [
      { swift },
      { gluster },
      { gluster: { ...gluster, mountPoint: "/var/lib/glance" } },
      { fileStore: { shared: true } },
      { filesystem: { shared: true } },
    ]) {
      assert.deepEqual(of(smallest, { ...two, ...way }), [], JSON.stringify(way));
    }
    assert.deepEqual(of(smallest, { "hosts/image2": { ...image2, roles: ["compute"] } }), []);
  });

  it("takes the role service where its user need not add an image, or may", () => {
    const service = { "identity/role": "service" };
    const open = { "extra/glance-api.conf": "[oslo_policy]\nenforce_new_defaults = False\n" };
    for (const changes of [
      { release: "zed" },
      { release: "juno", "identity/authUrl": "http://10.0.0.5:5000/v2.0" },
      { release: "2025.1", "proof/enabled": false },
      { release: "2025.1", mode: "configuration" },
      { release: "2025.1", ...open },
      { release: "2025.1", "identity/role": "imager" },
    ]) {
      assert.deepEqual(of(smallest, { ...service, ...changes }), [], JSON.stringify(changes));
    }
  });

  it("takes every id of the form, as Pulumi's RandomUuid makes them: without a version's bits", () => {
    for (const digit of "0123456789abcdef") {
      for (const id of [
        `5b2f8a1e-3c4d-${digit}e5f-8a9b-0c1d2e3f4a5b`,
        `5b2f8a1e-3c4d-4e5f-${digit}a9b-0c1d2e3f4a5b`,
      ]) {
        assert.deepEqual(of(smallest, { filesystem: { id } }), [], id);
      }
    }
    assert.deepEqual(
      of(smallest, { filesystem: { id: "5B2F8A1E-3C4D-0E5F-0A9B-0C1D2E3F4A5B" } }),
      [],
    );
  });

  it("takes certificates and keys from files that are named", () => {
    const configuration = changed(complete, {
      "tls/certificate": certificatePath("server"),
      "tls/privateKey": certificatePath("server-key"),
    });
    assert.deepEqual(problems(raw(configuration)), []);
  });

  it("needs no identity host where there is an administrator's login, or no service to run", () => {
    const without = { "hosts/image1/roles": ["image"] };
    const administrator = { username: "admin", password: "canary" };
    assert.deepEqual(of(smallest, { ...without, "identity/administrator": administrator }), []);
    assert.deepEqual(of(smallest, { ...without, mode: "configuration" }), []);
  });

  it("needs no certificate of the proof's own where there is no proof", () => {
    const without = { "proof/clientCertificate": undefined, "proof/clientPrivateKey": undefined };
    assert.deepEqual(of(complete, { ...without, "proof/enabled": false }), []);
    assert.deepEqual(of(complete, { ...without, mode: "configuration" }), []);
  });
});

const image2 = { address: "10.0.0.12", hostKey: hostKey(2), roles: ["image"] };

const portRange = "must be a whole number from 1 to 65535";
const address = "must be a host name or an IP address, without scheme, port or path";
const url = "must be an http:// or https:// URL with a host";
const absolute = "must be an absolute path";
const line = "must not hold a newline or NUL";

describe("readSettings, of single settings,", () => {
  rows(
    [
      [
        "a missing release",
        { release: undefined },
        "release",
        "is missing: it names the OpenStack release on the hosts. Give a release, juno",
      ],
      [
        "an unknown release",
        { release: "zedd" },
        "release",
        "must be a release, juno to 2026.2 (juno, kilo, liberty,",
      ],
      [
        "a release before the guide's",
        { release: "icehouse" },
        "release",
        "must be a release, juno",
      ],
      [
        "an unknown release of Nova",
        { "compute/release": "antelope" },
        "compute.release",
        "zed, 2023.1, 2023.2, 2024.1",
      ],
      ["an unknown platform", { platform: "plan9" }, "platform", "must be debian"],
      ["an unknown mode", { mode: "slow" }, "mode", "must be service or configuration"],
      ["missing hosts", { hosts: undefined }, "hosts", "is missing: it names the hosts"],
      [
        "a missing group",
        { endpoints: undefined },
        "endpoints",
        "is missing: it tells clients where they reach the API",
      ],
      [
        "a missing password",
        { "database/password": undefined },
        "database.password",
        "in to the database. Give it.\n  pulumi config set --secret --path glance:database.password",
      ],
      [
        "a missing host key",
        { "hosts/image1/hostKey": undefined },
        "hosts.image1.hostKey",
        "by the host's public key. Give it.\n  pulumi config set --path glance:hosts.image1.hostKey \"$(ssh-keyscan",
      ],
      [
        "a misspelt group",
        { databse: {} },
        "databse",
        "Rename it to database, or take it out.\n  pulumi config rm --path glance:databse",
      ],
      [
        "a misspelt setting",
        { "database/passwort": "canary" },
        "database.passwort",
        "is not a setting (known: host, port, name, user, password, populate). Rename it to password,",
      ],
      [
        "a misspelt setting of a host",
        { "hosts/image1/adress": "10.0.0.1" },
        "hosts.image1.adress",
        "Rename it to address",
      ],
      [
        "a setting like no other",
        { "api/somethingElse": 1 },
        "api.somethingElse",
        "is not a setting (known: bindHost, port, registry). Take it out.\n  pulumi config rm --path",
      ],
      ["text for a group", { database: "canary" }, "database", "must be a map of settings"],
      ["a list for a group", { ssh: [] }, "ssh", "must be a map of settings"],
      ["a group for text", { "database/name": {} }, "database.name", "must be text"],
      ["a number for a password", { "database/password": 42 }, "database.password", "must be text"],
      ["null for a password", { "database/password": null }, "database.password", "must be text"],
      ["text for a flag", { "database/populate": "yes" }, "database.populate", "true or false"],
      ["text for a list", { "firewall/sources": "all" }, "firewall.sources", "a list of networks"],
      ["text for hosts", { hosts: "image1" }, "hosts", "must be a map of"],
      ["port 0", { "api/port": 0 }, "api.port", portRange],
      ["port 65536", { "api/port": 65536 }, "api.port", portRange],
      ["port -1", { "hosts/image1/port": -1 }, "hosts.image1.port", portRange],
      ["port 9292x", { "api/port": "9292x" }, "api.port", portRange],
      ["a port in quotes", { "api/port": "9292" }, "api.port", portRange],
      ["port 3.5", { "database/port": 3.5 }, "database.port", portRange],
      ["a port that is no number", { "database/port": null }, "database.port", portRange],
      ...[
        "",
        "10.0.0",
        "10.0.0.256",
        "10.0.0.5:3306",
        "http://db",
        "db/glance",
        "user@db",
        "a b",
        "-db",
        "db..example",
        "fd00::5::1",
        "[fd00::5]",
        "db\nserver",
        "é.example.org",
        "x".repeat(64),
      ].map((bad): Row => [
        `the address ${JSON.stringify(bad)}`,
        { "database/host": bad },
        "database.host",
        address,
      ]),
      [
        "a name to listen on",
        { "api/bindHost": "image1" },
        "api.bindHost",
        "must be an IP address",
      ],
      [
        "brackets to listen on",
        { "api/bindHost": "[::]" },
        "api.bindHost",
        "must be an IP address",
      ],
      ...[
        "",
        "glance.example.org:9292",
        "ftp://glance.example.org",
        "http://",
        "http://:9292",
        "http:///v3",
        "http:glance",
        "http://glance:99999",
        "http://glance example.org",
        "http://glance.example.org/?a=b",
        "http://glance.example.org/#a",
        "http://admin:canary@glance.example.org",
        "http://10.0.0.256:9292",
        "http://glance\n.example.org",
        "//glance.example.org",
      ].map((bad): Row => [
        `the URL ${JSON.stringify(bad)}`,
        { "endpoints/public": bad },
        "endpoints.public",
        url,
      ]),
      ["an empty password", { "database/password": "" }, "database.password", "must not be empty"],
      [
        "an empty generated one",
        { "identity/password": "" },
        "identity.password",
        "must not be empty",
      ],
      ["a password with a newline", { "database/password": "canary\n" }, "database.password", line],
      ["a password with a return", { "database/password": "canary\r" }, "database.password", line],
      ["a password with NUL", { "database/password": "a\0canary" }, "database.password", line],
      ["a name with a newline", { "database/user": "glance\n" }, "database.user", "newline"],
      ["a name with NUL", { "identity/user": "gl\0ance" }, "identity.user", line],
      ["an empty region", { region: "" }, "region", "must not be empty"],
      [
        "a name with a blank at its end",
        { region: "North " },
        "region",
        "begin or end with a blank",
      ],
      [
        "a host's name with a newline",
        { "hosts/a\nb": image2 },
        'hosts["a\\nb"]',
        "must not hold a newline",
      ],
      ...["10.0.0.0/33", "fd00::/129", "10.0.0.0/", "10.0.0.0/8/8", "all", "10.0.0/24", ""].map(
        (bad): Row => [
          `the network ${JSON.stringify(bad)}`,
          { "firewall/sources": ["10.0.0.0/8", bad] },
          "firewall.sources[1]",
          "must be an address or a network in CIDR form",
        ],
      ),
      ...[
        "images",
        "./images",
        "",
        "/",
        "/var/../etc",
        "/var/lib/",
        "/var//lib",
        "/var/./lib",
        "/a b",
        '/a"b',
        "/a\u0001b",
        "/a%b",
      ].map((bad): Row => [
        `the mount point ${JSON.stringify(bad)}`,
        { gluster: { server: "10.0.0.6", volume: "images", mountPoint: bad } },
        "gluster.mountPoint",
        absolute,
      ]),
      [
        "an unknown role",
        { "hosts/image1/roles": ["image", "identity", "storage"] },
        "hosts.image1.roles[2]",
        "must be image or compute or identity",
      ],
      [
        "a host of no role",
        { "hosts/image2": { ...image2, roles: [] } },
        "hosts.image2.roles",
        "one",
      ],
      ...[
        "",
        "SHA256:AAAA",
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAAQ==",
        "ssh-ed25519",
        "ssh-ed25519 AAAA",
        hostKey(1).slice(0, -8),
        hostKey(1).replace("ssh-ed25519", "ecdsa-sha2-nistp256"),
        `10.0.0.11 ${hostKey(1)}`,
      ].map((bad): Row => [
        `the host key ${JSON.stringify(bad)}`,
        { "hosts/image1/hostKey": bad },
        "hosts.image1.hostKey",
        "ssh-keyscan -t ed25519 HOST",
      ]),
      ["a proof of no bytes", { "proof/bytes": 0 }, "proof.bytes", "must be at least 1"],
      ["a proof of half a byte", { "proof/bytes": 0.5 }, "proof.bytes", "whole number of bytes"],
      ["a proof of 2 GiB", { "proof/bytes": 2 ** 31 }, "proof.bytes", "at most 1 GiB"],
      ["an id that is no UUID", { filesystem: { id: "images" } }, "filesystem.id", "uuidgen"],
      [
        "extra settings of another file",
        { extra: { "glance-api.cfg": "a = b" } },
        'extra["glance-api.cfg"]',
        "(known: glance-api.conf). Rename it to glance-api.conf",
      ],
      [
        "extra settings that are no text",
        { extra: { "glance-api.conf": { workers: 4 } } },
        'extra["glance-api.conf"]',
        "must be a fragment of ini",
      ],
    ],
    smallest,
  );
});

describe("readSettings, of settings that do not go together,", () => {
  rows(
    [
      [
        "the same host twice",
        { "hosts/image2": { ...image2, address: "10.0.0.11" }, fileStore: { shared: true } },
        "hosts.image2.address",
        "is image1's, too: the same host stands here twice",
      ],
      [
        "the same host twice under an awkward name",
        { "hosts/image 2": { ...image2, address: "10.0.0.11" }, fileStore: { shared: true } },
        'hosts["image 2"].address',
        "is image1's, too",
      ],
      [
        "no image host",
        { "hosts/image1/roles": ["identity"] },
        "hosts",
        "must have a host of the role image, at least one",
      ],
      [
        "two identity hosts",
        { "hosts/image2": { ...image2, roles: ["identity"] } },
        "hosts",
        "must have one host of the role identity and not several",
      ],
      [
        "no identity host without an administrator's login",
        { "hosts/image1/roles": ["image"] },
        "hosts",
        "Give that role to one host, or give identity.administrator",
      ],
      [
        "v2.0",
        { "identity/authUrl": "http://k:5000/v2.0" },
        "identity.authUrl",
        "zed no longer has Keystone's API v2.0, gone since queens. End the URL in /v3.",
      ],
      [
        "v2.0 for users",
        { "identity/publicUrl": "http://k:5000/v2.0" },
        "identity.publicUrl",
        "since queens. End the URL in /v3.",
      ],
      [
        "no version",
        { "identity/authUrl": "http://k:5000" },
        "identity.authUrl",
        "must end in /v3",
      ],
      [
        "v2.0 for Swift",
        { swift: { authUrl: "http://k:5000/v2.0", password: "canary" } },
        "swift.authUrl",
        "zed no longer has Keystone's API v2.0, gone since queens. End the URL in /v3.",
      ],
      [
        "a colon in Swift's project",
        { swift: { authUrl: "http://k:5000/v3", password: "canary", project: "a:b" } },
        "swift.project",
        "must not hold a colon",
      ],
      [
        "a slash in Swift's container",
        { swift: { authUrl: "http://k:5000/v3", password: "canary", container: "a/b" } },
        "swift.container",
        "must have no slash",
      ],
      [
        "several image hosts with a file system of their own each",
        { filesystem: {}, "hosts/image2": image2 },
        "filesystem.shared",
        "must be true with several image hosts",
      ],
      [
        "an images directory outside the volume",
        {
          filesystem: { imagesDirectory: "/var/lib/glance/images2" },
          gluster: { server: "10.0.0.6", volume: "images" },
        },
        "filesystem.imagesDirectory",
        "must be gluster.mountPoint (/var/lib/glance/images) or below it",
      ],
      [
        "Nova's volume drivers on Zed",
        { "compute/volumeDriver": true, gluster: { server: "10.0.0.6", volume: "images" } },
        "compute.volumeDriver",
        "gone since pike. Leave compute.volumeDriver out",
      ],
      [
        "direct access of Nova on Zed",
        { "compute/filesystemEntry": "images", filesystem: {} },
        "compute.filesystemEntry",
        "gone since pike. Leave compute.filesystemEntry out: Nova copies images over HTTP",
      ],
      [
        "an extra setting in quotes",
        { extra: { "glance-api.conf": 'a = "canary"' } },
        'extra["glance-api.conf"]',
        "line 1 holds a quote",
      ],
      [
        "an extra setting twice",
        { extra: { "glance-api.conf": "a = canary\na = canary" } },
        'extra["glance-api.conf"]',
        "line 2 sets [DEFAULT] a again",
      ],
      [
        "an extra setting without equals",
        { extra: { "glance-api.conf": "[a]\ncanary" } },
        'extra["glance-api.conf"]',
        "line 2 is neither [section] nor key = value",
      ],
      [
        "a certificate of the proof's without its key",
        { "proof/clientCertificate": certificates.client },
        "proof",
        "must have both clientCertificate and clientPrivateKey",
      ],
      [
        "an SSH key that is none",
        { "ssh/privateKey": certificates.server },
        "ssh.privateKey",
        "is not a private key",
      ],
      [
        "an SSH key's file that is not there",
        { "ssh/privateKey": "./missing/key" },
        "ssh.privateKey",
        "with the key that can be read (ENOENT)",
      ],
    ],
    smallest,
  );
});

describe("readSettings, of TLS,", () => {
  rows(
    [
      [
        "a certificate that is none",
        { "tls/certificate": "-----BEGIN CERTIFICATE-----\nx" },
        "tls.certificate",
        "is not a PEM certificate",
      ],
      [
        "a certificate's file that is not there",
        { "tls/certificate": "./missing.pem" },
        "tls.certificate",
        "is neither PEM text nor a file with the certificate that can be read (ENOENT)",
      ],
      [
        "an empty certificate",
        { "tls/certificate": "", "proof/ca": undefined },
        "tls.certificate",
        "must not be empty",
      ],
      [
        "a key that is none",
        { "tls/privateKey": "-----BEGIN PRIVATE KEY-----\ncanary" },
        "tls.privateKey",
        "is not a PEM private key without a passphrase",
      ],
      [
        "a key's file that is not there",
        { "tls/privateKey": "./missing.pem" },
        "tls.privateKey",
        "with the key that can be read (ENOENT)",
      ],
      [
        "a key of another certificate",
        { "tls/privateKey": certificates.otherKey },
        "tls.privateKey",
        "is not the key of tls.certificate (CN=glance.example.org)",
      ],
      [
        "an expired certificate",
        { "tls/certificate": certificates.expired },
        "tls.certificate",
        "expired on Dec 31",
      ],
      [
        "an expired client CA",
        { "tls/clientCa": certificates.expired },
        "tls.clientCa",
        "expired on Dec 31",
      ],
      [
        "an endpoint of plain HTTP",
        { "endpoints/public": "http://glance.example.org:9292" },
        "endpoints.public",
        "must be https://, since tls is given",
      ],
      [
        "one port for proxy and API",
        { "tls/backendPort": 9292 },
        "tls.backendPort",
        "must differ from api.port",
      ],
      [
        "a client CA without a certificate of the proof's",
        { "proof/clientCertificate": undefined, "proof/clientPrivateKey": undefined },
        "proof.clientCertificate",
        "Give the proof one, or set proof.enabled to false",
      ],
      [
        "a proof's certificate and another's key",
        { "proof/clientPrivateKey": certificates.otherKey },
        "proof.clientPrivateKey",
        "is not the key of proof.clientCertificate",
      ],
      ["HSTS in days", { "tls/hsts": "30d" }, "tls.hsts", "whole number of seconds"],
      ["HSTS of three years", { "tls/hsts": 94608000 }, "tls.hsts", "at most 63072000"],
      ["a proof's CA that is none", { "proof/ca": "canary" }, "proof.ca", "is neither PEM text"],
    ],
    complete,
  );
});

describe("readSettings, of secrets that stand unencrypted,", () => {
  const plain = (configuration: Configuration, secretKeys: readonly string[]) =>
    problems({ ...raw(configuration), isSecret: (key) => secretKeys.includes(key) });

  it("names each with the command that encrypts it", () => {
    const found = plain(complete, []);
    assert.deepEqual(found.map(({ path }) => path).sort(), [
      "broker.password",
      "database.password",
      "identity.administrator.password",
      "identity.password",
      "proof.clientPrivateKey",
      "ssh.privateKey",
      "swift.password",
      "tls.privateKey",
    ]);
    const { message, command } = found.find(({ path }) => path === "database.password") ?? {};
    assert.equal(message, "stands unencrypted. Set it anew, encrypted");
    assert.equal(command, "pulumi config set --secret --path glance:database.password");
    const { command: ofKey } = found.find(({ path }) => path === "tls.privateKey") ?? {};
    assert.equal(ofKey, "pulumi config set --secret --path glance:tls.privateKey <FILE");
  });

  it("says nothing of keys that hold an encrypted value", () => {
    const found = plain(smallest, ["glance:database"]);
    assert.deepEqual(
      found.map(({ path }) => path),
      ["identity.password"],
    );
  });

  it("lets a key's file be named, which is no secret, but no password look like one", () => {
    const configuration = changed(smallest, {
      "ssh/privateKey": certificatePath("other-key"),
      "database/password": "./canary.pem",
    });
    assert.deepEqual(
      plain(configuration, ["glance:identity"]).map(({ path }) => path),
      ["database.password"],
    );
  });
});

describe("readSettings, of many problems,", () => {
  it("lists all of them in one error, each with its path, and no secret", () => {
    const configuration = changed(complete, {
      release: "zedd",
      regoin: "North",
      "hosts/image1/address": "10.0.0.256",
      "hosts/controller/port": 0,
      "endpoints/public": "http://",
      "database/password": "canary\ndatabase",
      "identity/authUrl": "http://",
      "swift/container": "a/b",
      "broker/virtualHost": "",
      "tls/privateKey": certificates.otherKey,
      "gluster/mountPoint": "images",
      "extra/glance-api.conf": 'a = "canary"',
    });
    assert.throws(
      () => readSettings(raw(configuration)),
      (error) => {
        assert.ok(error instanceof SettingsError);
        assert.match(error.message, /has 12 problems; no host was contacted/);
        assert.deepEqual(error.problems.map(({ path }) => path).sort(), [
          "broker.virtualHost",
          "database.password",
          "endpoints.public",
          'extra["glance-api.conf"]',
          "gluster.mountPoint",
          "hosts.controller.port",
          "hosts.image1.address",
          "identity.authUrl",
          "regoin",
          "release",
          "swift.container",
          "tls.privateKey",
        ]);
        for (const { path } of error.problems)
          assert.ok(error.message.includes(`glance:${path}: `));
        assert.ok(!error.message.includes("canary"));
        assert.ok(!error.message.includes("PRIVATE KEY"));
        return true;
      },
    );
  });

  it("lists all that is missing of nothing at all", () => {
    assert.deepEqual(
      problems(raw({})).map(({ path }) => path),
      ["release", "hosts", "endpoints", "database", "identity"],
    );
  });

  it("repeats no value of any setting that is wrong", () => {
    const canaries = Object.keys(complete).map((group) => [group, `canary-${group}\n`] as const);
    assert.ok(problems(raw(Object.fromEntries(canaries))).length > 10);
  });
});
