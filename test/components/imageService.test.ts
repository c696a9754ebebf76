import {
  generated,
  registered,
  revealed,
  Secret,
  secretly,
  type Registered,
} from "../support/mocks";
import * as assert from "node:assert/strict";
import type { ImageService } from "../../components/imageService";
import { changed, complete, hostKey, smallest } from "../support/configuration";
import { allBefore, documentOf, command, made, service, stdins, whole } from "../support/service";
import { api } from "../support/target";

const sorted = (names: readonly string[]) => [...names].sort();

const hosts = ["controller", "image1", "image2", "compute1"];

describe("ImageService", () => {
  it("makes a part of each procedure, below itself, and one transaction a host", async () => {
    const resources = await whole();
    const types = resources
      .filter(({ type }) => type.startsWith("glance:index:"))
      .map(({ type, name }) => `${type.replace("glance:index:", "")} ${name}`);
    assert.deepEqual(
      sorted(types),
      sorted([
        "ImageService image",
        "Release release",
        "DatabaseConnection database",
        "IdentityRecords identity",
        "ServiceAuthentication authentication",
        "ImageStores stores",
        "SwiftStore swift",
        "FirewallRule firewall",
        "MessageBroker broker",
        "Tls tls",
        "DatabaseSchema schema",
        "GlusterMount gluster",
        "FilesystemMetadata filesystem",
        "ExtraSettings extra",
        "Host controller",
        "Host image1",
        "Host image2",
        "Host compute1",
        "Endpoints endpoints",
        "Proof proof",
        "ImagesGuard images",
        "Retirement retirement",
      ]),
    );
    const parts = resources.filter(({ type }) => type.startsWith("glance:index:")).slice(1);
    assert.ok(parts.every(({ parent }) => parent === "image"));
    assert.deepEqual([...stdins(resources).keys()], [...hosts, "proof"]);
  });

  it("makes only what the settings ask for", async () => {
    const resources = await made(smallest, { "database/populate": false, "proof/enabled": false });
    const names = resources.map(({ name }) => name);
    for (const absent of ["swift", "broker", "tls", "gluster", "extra", "proof"]) {
      assert.ok(!names.includes(absent), absent);
    }
    const document = documentOf(resources, "image1");
    assert.equal(document.schema?.sync, null);
    assert.equal(document.metadata, null);
    assert.match(JSON.stringify(document), /"enabled_backends":\{"value":"file:file,http:http"/);
  });

  it("holds no secret in anything but secret leaves", async () => {
    const resources = await whole();
    const visible = JSON.stringify(resources, (_, value: unknown) =>
      value instanceof Secret ? "[secret]" : value,
    );
    assert.ok(!visible.includes("canary"));
    assert.ok(!visible.includes("PRIVATE KEY"));
    // base64 of a deflated document
    assert.ok(!visible.includes("eNr") && !visible.includes("eNq"));
  });

  it("tells each host what its roles are about, and no more", async () => {
    const resources = await whole();
    const controller = documentOf(resources, "controller");
    assert.deepEqual(controller.settings, []);
    assert.deepEqual(controller.packages, []);
    assert.equal(controller.identity?.region, "North");
    assert.deepEqual(controller.secrets, ["canary-identity", "canary-administrator"]);
    const image1 = documentOf(resources, "image1");
    assert.equal(image1.identity, null);
    assert.equal(image1.schema?.sync, "glance-manage db_sync");
    const compute1 = documentOf(resources, "compute1");
    assert.deepEqual(compute1.settings, []);
    assert.deepEqual(compute1.secrets, []);
    assert.equal(compute1.mounts[0]?.ownership, null);
  });

  it("joins the mounts of a host that is image and compute host", async () => {
    const { mounts } = documentOf(await whole(), "image2");
    assert.equal(mounts.length, 1);
    assert.deepEqual(mounts[0]?.requiredBy, ["glance-api.service", "nova-compute.service"]);
    assert.equal(mounts[0].ownership?.owner, "glance");
  });

  it("says everything once to a host whose role is named twice", async () => {
    const roles = ["image", "identity", "image"];
    const twice = await made(smallest, { "hosts/image1/roles": roles });
    assert.deepEqual(documentOf(twice, "image1"), documentOf(await made(smallest), "image1"));
  });

  it("populates the database on the first image host only", async () => {
    const resources = await whole();
    const populating = hosts.filter((host) => documentOf(resources, host).schema !== null);
    assert.deepEqual(populating, ["image1"]);
  });

  it("rolls out in stages: records, the first image host, the others, those that compute", async () => {
    const resources = await whole();
    const before = (name: string) =>
      [...new Set(command(resources, name).dependsOn)].filter((other) => hosts.includes(other));
    assert.deepEqual(before("controller"), []);
    assert.deepEqual(before("image1"), ["controller"]);
    assert.deepEqual(before("image2"), ["image1"]);
    assert.deepEqual(before("compute1"), ["image2"]);
    const proven = allBefore(resources, "proof");
    assert.ok(hosts.every((host) => proven.has(host)));
  });

  it("lets hosts of one stage change at the same time", async () => {
    const image3 = { address: "10.0.0.13", hostKey: hostKey(13), roles: ["image"] };
    const resources = await made(complete, { "hosts/image3": image3 });
    assert.ok(!command(resources, "image3").dependsOn.includes("image2"));
    assert.ok(!command(resources, "image2").dependsOn.includes("image3"));
  });

  it("sends the same bytes for the same settings", async () => {
    assert.deepEqual(stdins(await made(complete)), stdins(await whole()));
  });

  it("sends the same bytes to the other hosts when one is added, and proves again", async () => {
    const before = stdins(await whole());
    const image3 = { address: "10.0.0.13", hostKey: hostKey(13), roles: ["image"] };
    const after = stdins(await made(complete, { "hosts/image3": image3 }));
    const differing = [...after].filter(([name, stdin]) => before.get(name) !== stdin);
    assert.deepEqual(sorted(differing.map(([name]) => name)), ["image3", "proof"]);
  });

  it("changes one key of each image host's document for one setting", async () => {
    const extra = { "extra/glance-api.conf": "[DEFAULT]\nworkers = 5\n" };
    const [before, after] = [await whole(), await made(complete, extra)];
    for (const host of ["image1", "image2"]) {
      const one = documentOf(before, host);
      const other = JSON.stringify(documentOf(after, host));
      const expected = JSON.stringify(one).replace(
        '"workers":{"value":"4"',
        '"workers":{"value":"5"',
      );
      assert.equal(other, expected);
      assert.notEqual(other, JSON.stringify(one));
    }
    const [one, other] = [stdins(before), stdins(after)];
    for (const host of ["controller", "compute1"]) assert.equal(one.get(host), other.get(host));
  });

  it("names both components when an extra setting contradicts one", async () => {
    const extra = { "extra/glance-api.conf": "[DEFAULT]\nbind_port = 1\n" };
    await assert.rejects(
      made(complete, extra),
      /^Error: FirewallRule and ExtraSettings: \/etc\/glance\/glance-api\.conf \[DEFAULT\] bind_port: both set it, each to another value\. Leave it to one of them\.$/,
    );
  });

  it("gives the file system a random id, or the one that is given, which is then fixed", async () => {
    const random = documentOf(await whole(), "image1").metadata;
    assert.equal(random?.id, generated.uuid);
    assert.equal(random.idIsFixed, false);
    const id = "0d6b9d3e-6a4b-4f0e-9d5e-2f3a4b5c6d7e";
    const resources = await made(complete, { "filesystem/id": id });
    const given = documentOf(resources, "image1").metadata;
    assert.equal(given?.id, id);
    assert.equal(given.idIsFixed, true);
    assert.ok(resources.every(({ type }) => !type.startsWith("random:")));
  });

  it("gives the other image hosts the very id that the first one reports", async () => {
    const { metadata } = documentOf(await whole(), "image2");
    assert.equal(metadata?.id, generated.uuid);
    assert.equal(metadata.idIsFixed, true);
  });

  it("has the first image host write a token, and the other image hosts look for it", async () => {
    const resources = await whole();
    const path = "/var/lib/glance/images/.pulumi-glance-glance-test-image1";
    const first = documentOf(resources, "image1");
    assert.equal(first.token?.path, path);
    assert.equal(first.sharing, null);
    const { token, sharing } = documentOf(resources, "image2");
    assert.equal(token, null);
    assert.deepEqual(sharing, {
      host: "image1",
      directory: "/var/lib/glance/images",
      id: generated.uuid,
      mountPoint: "/var/lib/glance/images",
      token: { path, value: generated.token },
      component: "FilesystemMetadata",
    });
    // Nova of Zed reads no file system: there is nothing for a host of Compute to share.
    assert.equal(documentOf(resources, "compute1").sharing, null);
  });

  it("listens on loopback behind the proxy, and on the API's address without one", async () => {
    const bound = (resources: readonly Registered[]) => {
      const { settings } = documentOf(resources, "image1");
      const { DEFAULT } = settings.find(({ path }) => path === api)?.set ?? {};
      return [DEFAULT?.bind_host?.value, DEFAULT?.bind_port?.value];
    };
    assert.deepEqual(bound(await whole()), ["127.0.0.1", "9293"]);
    assert.deepEqual(bound(await made(smallest)), ["0.0.0.0", "9292"]);
  });
});

describe("ImageService, its passwords and outputs", () => {
  it("has the given password, endpoints, reports and the file system's id, secrets masked", async () => {
    let image: ImageService | undefined;
    await registered(() => (image = service(complete)));
    assert.ok(image !== undefined);
    assert.deepEqual(image.endpointUrls, complete.endpoints);
    assert.deepEqual(await revealed(image.servicePassword), secretly("canary-identity"));
    assert.equal(await revealed(image.filesystemUuid), generated.uuid);
    assert.deepEqual(sorted(Object.keys(image.hosts)), sorted(hosts));
    const report = (await revealed(image.hosts.image1)) as { host: string };
    assert.equal(report.host, "image1");
    assert.deepEqual(await revealed(image.proof), { passed: true, images: [], seconds: 1 });
  });

  it("generates the service user's password where none is given, and keeps it secret", async () => {
    let image: ImageService | undefined;
    const resources = await registered(
      () => (image = service(changed(smallest, { "identity/password": undefined }))),
    );
    assert.deepEqual(await revealed(image?.servicePassword), secretly(generated.password));
    const { identity, secrets } = documentOf(resources, "image1");
    assert.equal(identity?.user.password, generated.password);
    assert.ok(secrets.includes(generated.password));
  });

  it("uses the public URL for the endpoints that are not given", async () => {
    const { identity } = documentOf(await made(smallest), "image1");
    const url = "http://glance.example.org:9292";
    assert.deepEqual(identity?.endpoints, { public: url, internal: url, admin: url });
  });

  it("has no id and no proof where there is none", async () => {
    let image: ImageService | undefined;
    await registered(() => (image = service(changed(smallest, { "proof/enabled": false }))));
    assert.equal(image?.filesystemUuid, undefined);
    assert.equal(image?.proof, undefined);
  });
});

describe("ImageService, in mode configuration,", () => {
  it("only writes: no login, record, population, restart, probe or proof", async () => {
    const resources = await made(complete, { mode: "configuration" });
    const running = await whole();
    assert.deepEqual([...stdins(resources).keys()], hosts);
    for (const host of hosts) {
      const document = documentOf(resources, host);
      const { sharing, ...full } = documentOf(running, host);
      assert.deepEqual(document, {
        ...full,
        // No host writes a token, so none is looked for.
        sharing: sharing && { ...sharing, token: { ...sharing.token, value: null } },
        identity: null,
        schema: null,
        versions: [],
        token: null,
        checks: [],
        validations: [],
        units: [],
        health: [],
      });
    }
    const { settings, files } = documentOf(resources, "image1");
    assert.ok(settings.length > 0 && files.length > 0);
  });
});
