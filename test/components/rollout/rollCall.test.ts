import "../../support/mocks";
import * as assert from "node:assert/strict";
import { complete } from "../../support/configuration";
import { only } from "../../support/mocks";
import { allBefore, made, whole } from "../../support/service";

const hosts = ["compute1", "controller", "image1", "image2"];

describe("RollCall", () => {
  it("comes after all hosts and before clients are led to them, so that it goes before any host", async () => {
    const resources = await whole();
    const { dependsOn, inputs } = only(resources, "observer:index:RollCall", "rollcall");
    assert.deepEqual(inputs, { hosts });
    for (const host of hosts) assert.ok(dependsOn.includes(host), host);
    for (const later of ["endpoints", "retirement", "proof", "images"]) {
      assert.ok(allBefore(resources, later).has("rollcall"), later);
    }
  });

  it("is there where only files are written, too", async () => {
    only(await made(complete, { mode: "configuration" }), "observer:index:RollCall", "rollcall");
  });
});
