import "../../support/mocks";
import * as assert from "node:assert/strict";
import { complete } from "../../support/configuration";
import { allBefore, command, made, whole } from "../../support/service";

const guard = async (changes: Readonly<Record<string, unknown>>) =>
  command(await made(complete, changes), "images").inputs;

describe("ImagesGuard", () => {
  it("asks the first image host on delete, and has nothing to run on create or update", async () => {
    const { inputs } = command(await whole(), "images");
    assert.equal(
      inputs.delete,
      "if test -e .pulumi-glance-glance-test.pyz; then " +
        "sudo -n python3 .pulumi-glance-glance-test.pyz --limit 1500 --lock-limit 120 images glance-test; fi",
    );
    assert.deepEqual(
      [inputs.create, inputs.update, inputs.stdin],
      [undefined, undefined, undefined],
    );
    const proof = command(await whole(), "proof").inputs;
    assert.deepEqual(inputs.connection, proof.connection);
  });

  it("depends on every host, so that it is asked before any of them is undone", async () => {
    const before = allBefore(await whole(), "images");
    for (const host of ["controller", "image1", "image2", "compute1"]) {
      assert.ok(before.has(host), host);
    }
  });

  it("asks nothing where the setting says so, or where there is no service, and is still there", async () => {
    assert.equal((await guard({ "destroy/withImages": true })).delete, undefined);
    assert.equal((await guard({ mode: "configuration" })).delete, undefined);
  });
});
