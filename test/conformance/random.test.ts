import assert from "node:assert/strict";
import { RandomId, RandomPassword, RandomString, RandomUuid } from "@pulumi/random";
import { count, Project, type Outcome } from "./project";

describe("random", function () {
  const project = new Project("randoms");
  const program =
    (keeper: string, length = 24) =>
    () => {
      const password = new RandomPassword("password", { length, keepers: { keeper } });
      const shaped = new RandomPassword("shaped", {
        length: 20,
        minUpper: 3,
        minLower: 4,
        minNumeric: 5,
        minSpecial: 2,
        overrideSpecial: "_~",
      });
      const digits = new RandomString("digits", {
        length: 9,
        upper: false,
        lower: false,
        special: false,
      });
      const uuid = new RandomUuid("uuid", { keepers: { keeper } });
      const id = new RandomId("id", { byteLength: 4, prefix: "p-" });
      return Promise.resolve({
        password: password.result,
        hash: password.bcryptHash,
        passwordId: password.id,
        minUpper: password.minUpper,
        numeric: password.numeric,
        shaped: shaped.result,
        digits: digits.result,
        digitsId: digits.id,
        uuid: uuid.result,
        uuidId: uuid.id,
        hex: id.hex,
        dec: id.dec,
        b64Std: id.b64Std,
        b64Url: id.b64Url,
      });
    };
  let first: Outcome;
  const text = (outcome: Outcome, name: string) => String(outcome.outputs[name]?.value);

  before(async () => {
    const preview = await project.preview(program("1"));
    assert.equal(preview.steps.create, 6);
    first = await project.up(program("1"));
  });
  after(() => {
    project.remove();
  });

  it("makes a password of the length asked for, secret, with its bcrypt hash", () => {
    assert.equal(text(first, "password").length, 24);
    assert.match(text(first, "hash"), /^\$2a\$10\$.{53}$/);
    assert.equal(first.outputs.password?.secret, true);
    assert.equal(first.outputs.hash?.secret, true);
    assert.equal(text(first, "passwordId"), "none");
  });

  it("fills in the defaults", () => {
    assert.equal(first.outputs.minUpper?.value, 0);
    assert.equal(first.outputs.numeric?.value, true);
  });

  it("keeps the minima and takes special characters from overrideSpecial", () => {
    const shaped = text(first, "shaped");
    assert.equal(shaped.length, 20);
    assert.match(shaped, /^[A-Za-z0-9_~]*$/);
    for (const [minimum, set] of [
      [3, /[A-Z]/g],
      [4, /[a-z]/g],
      [5, /[0-9]/g],
      [2, /[_~]/g],
    ] as const) {
      assert.ok((shaped.match(set) ?? []).length >= minimum, `too few of ${String(set)}`);
    }
  });

  it("makes a string of the classes allowed, which is its id and no secret", () => {
    assert.match(text(first, "digits"), /^[0-9]{9}$/);
    assert.equal(first.outputs.digits?.secret, false);
    assert.equal(text(first, "digitsId"), text(first, "digits"));
  });

  it("makes a version 4 UUID, which is its id", () => {
    assert.match(
      text(first, "uuid"),
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    assert.equal(text(first, "uuidId"), text(first, "uuid"));
  });

  it("writes an id in four notations behind its prefix", () => {
    const bytes = Buffer.from(text(first, "hex").slice(2), "hex");
    assert.equal(bytes.length, 4);
    assert.equal(text(first, "dec"), `p-${bytes.readUInt32BE(0)}`);
    assert.equal(text(first, "b64Std"), `p-${bytes.toString("base64")}`);
    assert.equal(text(first, "b64Url"), `p-${bytes.toString("base64url")}`);
  });

  it("encrypts passwords in the state and does not print them", () => {
    const state = project.stateText();
    for (const name of ["password", "shaped", "hash"]) {
      const value = JSON.stringify(text(first, name)).slice(1, -1);
      assert.ok(!state.includes(value), `${name} stands in the state`);
      assert.ok(!first.text.includes(text(first, name)), `${name} was printed`);
    }
  });

  it("changes nothing on a second up or a refresh", async () => {
    const second = await project.up(program("1"));
    assert.equal(count(second.summary, "same"), 6);
    assert.deepEqual(second.outputs, first.outputs);
    assert.equal(count(await project.refresh(), "same"), 6);
  });

  it("makes new values when keepers or the length change, and only those", async () => {
    const { summary, outputs } = await project.up(program("2", 30));
    assert.equal(count(summary, "replace"), 2);
    assert.equal(String(outputs.password?.value).length, 30);
    assert.notEqual(outputs.uuid?.value, first.outputs.uuid?.value);
    assert.equal(outputs.shaped?.value, first.outputs.shaped?.value);
  });

  it("refuses a length that the minima do not fit in", async () => {
    const message = await project.failingUp(() => {
      new RandomPassword("short", { length: 3, minUpper: 2, minLower: 2 });
      return Promise.resolve();
    });
    assert.match(message, /length value must be at least/i);
  });
});
