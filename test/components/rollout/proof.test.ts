import { decoded, generated, type Registered, type Secret } from "../../support/mocks";
import * as assert from "node:assert/strict";
import type { ProofRequest } from "../../../host/document/requests";
import { complete, smallest } from "../../support/configuration";
import { command, made, whole } from "../../support/service";

const request = (resources: readonly Registered[]) =>
  decoded(command(resources, "proof").inputs.stdin) as unknown as ProofRequest;

describe("Proof", () => {
  it("runs on the first image host and asks of all image hosts by their addresses", async () => {
    const resources = await whole();
    const { apis, host, tls, store, broker, filesystem, bytes, identity } = request(resources);
    assert.equal(host, "image1");
    const { value } = command(resources, "proof").inputs.connection as Secret;
    assert.equal((value as { host: string }).host, "10.0.0.11");
    assert.deepEqual(apis, [
      { name: "image1", url: "https://10.0.0.11:9292" },
      { name: "image2", url: "https://[fd00::12]:9292" },
    ]);
    assert.equal(tls.serverName, "glance.example.org");
    assert.match(tls.clientPrivateKey ?? "", /PRIVATE KEY/);
    assert.equal(store?.password, "canary-swift");
    assert.equal(store.container, "images");
    assert.equal(broker?.transportUrl, "rabbit://glance:canary-broker@10.0.0.5:5673/images");
    assert.deepEqual(filesystem, { store: "file", api: "v2", id: generated.uuid });
    assert.equal(bytes, 4096);
    assert.equal(identity.username, "glance");
  });

  it("names every secret that its request holds, to be masked", async () => {
    const { secrets, ...others } = request(await whole());
    const held = JSON.stringify(others);
    for (const canary of ["canary-identity", "canary-swift", "canary-broker"]) {
      assert.ok(held.includes(canary), canary);
      assert.ok(secrets.includes(canary), canary);
    }
    assert.ok(secrets.includes(others.tls.clientPrivateKey ?? ""));
    assert.ok(!held.includes("canary-database"));
  });

  it("asks over plain HTTP, and of no store or broker that there is not", async () => {
    const { apis, tls, store, broker, filesystem } = request(await made(smallest));
    assert.deepEqual(apis, [{ name: "image1", url: "http://10.0.0.11:9292" }]);
    assert.deepEqual(tls, {
      caCertificate: null,
      serverName: "glance.example.org",
      clientCertificate: null,
      clientPrivateKey: null,
    });
    assert.deepEqual([store, broker, filesystem], [null, null, null]);
  });

  for (const [release, withSwift, withoutSwift] of [
    ["kilo", "v1", "v2"],
    ["queens", "v1", "v2"],
    ["rocky", null, "v2"],
    ["stein", null, "v2"],
    ["train", "v2", "v2"],
  ] as const) {
    it(`puts an image into the file store by the way that ${release} has`, async () => {
      // Under uWSGI, as Debian's Queens to Victoria have it, the complete stack's workers are refused.
      const filesystem = async (changes: object) =>
        request(await made(complete, { release, extra: undefined, ...changes })).filesystem;
      const by = (way: "v1" | "v2" | null) =>
        way === null ? null : { store: "file", api: way, id: generated.uuid };
      assert.deepEqual(await filesystem({}), by(withSwift));
      assert.deepEqual(await filesystem({ swift: undefined }), by(withoutSwift));
      assert.equal(await filesystem({ filesystem: undefined }), null);
    });
  }

  it("runs again when anything of any host changes, and not otherwise", async () => {
    const { of } = request(await whole());
    assert.equal(request(await made(complete)).of, of);
    const options = { "gluster/options": "defaults" };
    assert.notEqual(request(await made(complete, options)).of, of);
  });

  it("runs a command that holds no secret, and nothing when it is removed", async () => {
    const { inputs } = command(await whole(), "proof");
    assert.equal(
      inputs.create,
      "sudo -n python3 .pulumi-glance-glance-test.pyz --limit 1500 --lock-limit 120 prove",
    );
    assert.equal(inputs.delete, undefined);
    assert.equal(inputs.update, undefined);
  });
});
