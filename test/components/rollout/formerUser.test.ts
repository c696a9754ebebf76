import type { Registered } from "../../support/mocks";
import * as assert from "node:assert/strict";
import { complete } from "../../support/configuration";
import { allBefore, command, made, whole } from "../../support/service";

const inputs = (resources: readonly Registered[]) => command(resources, "retirement").inputs;

describe("FormerUser", () => {
  it("comes after all hosts, and runs on the one that makes the records", async () => {
    const before = allBefore(await whole(), "retirement");
    for (const host of ["controller", "image1", "image2", "compute1"]) {
      assert.ok(before.has(host), host);
    }
    const { stdin } = inputs(await whole());
    assert.deepEqual(JSON.parse(String(stdin)), {
      format: 1,
      stack: "glance-test",
      host: "controller",
      user: "glance",
      domain: "Default",
      project: "services",
      role: "admin",
    });
  });

  it("runs only for an update, which nothing but another user, domain, project or role makes", async () => {
    const before = inputs(await whole());
    assert.equal(before.create, undefined);
    assert.equal(before.delete, undefined);
    assert.equal(
      before.update,
      "sudo -n python3 .pulumi-glance-glance-test.pyz --limit 1500 --lock-limit 120 retire",
    );
    const same = {
      "identity/password": "canary-other",
      "identity/description": "Other",
      "identity/service": "other",
      region: "South",
      "extra/glance-api.conf": "[DEFAULT]\nworkers = 5\n",
      "endpoints/internal": "https://other.example.org:9292",
      "tls/backendPort": 9294,
    };
    assert.deepEqual(inputs(await made(complete, same)), before);
    for (const key of ["user", "domain", "project", "role"]) {
      const after = inputs(await made(complete, { [`identity/${key}`]: "glance-b" }));
      assert.notDeepEqual(after, before, key);
    }
  });

  it("is left out where only files are written", async () => {
    const resources = await made(complete, { mode: "configuration" });
    assert.ok(!resources.some(({ name }) => name === "retirement"));
  });
});
