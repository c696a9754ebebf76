import "../../support/mocks";
import * as assert from "node:assert/strict";
import { complete } from "../../support/configuration";
import { allBefore, command, made, whole } from "../../support/service";

const hosts = ["controller", "image1", "image2", "compute1"];
const inputs = async (changes: Readonly<Record<string, unknown>> = {}) =>
  command(await made(complete, changes), "endpoints").inputs;

describe("Endpoints", () => {
  it("come after all hosts, and are published by the one that makes the records", async () => {
    const before = allBefore(await whole(), "endpoints");
    for (const host of hosts) assert.ok(before.has(host), host);
    const { stdin, connection } = await inputs();
    assert.deepEqual(JSON.parse(String(stdin)), {
      format: 1,
      stack: "glance-test",
      host: "controller",
      region: "North",
      service: "glance",
      endpoints: complete.endpoints,
      generation: 0,
    });
    assert.deepEqual(connection, command(await whole(), "controller").inputs.connection);
  });

  it("are published by a create and by an update, and left alone by a delete", async () => {
    const { create, update, delete: removal } = await inputs();
    assert.equal(
      create,
      "sudo -n python3 .pulumi-glance-glance-test.pyz --limit 1500 --lock-limit 120 publish",
    );
    // Without one of its own an update runs the create.
    assert.deepEqual([update, removal], [undefined, undefined]);
  });

  it("contact the host for another region, service or URL, and for nothing else", async () => {
    const before = await inputs();
    const same = {
      "identity/password": "canary-other",
      "identity/user": "glance-b",
      "extra/glance-api.conf": "[DEFAULT]\nworkers = 5\n",
    };
    assert.deepEqual(await inputs(same), before);
    for (const [key, value] of [
      ["endpoints/internal", "https://other.example.org:9292"],
      ["identity/service", "images"],
      ["region", "South"],
    ] as const) {
      assert.notDeepEqual(await inputs({ [key]: value }), before, key);
    }
  });

  it("come before the former user goes and before destroy's question is made, beside the proof", async () => {
    const resources = await whole();
    assert.ok(command(resources, "retirement").dependsOn.includes("endpoints"));
    assert.ok(command(resources, "images").dependsOn.includes("endpoints"));
    assert.ok(!command(resources, "proof").dependsOn.includes("endpoints"));
  });

  it("are left out where only files are written", async () => {
    const resources = await made(complete, { mode: "configuration" });
    assert.ok(!resources.some(({ name }) => name === "endpoints"));
  });
});
