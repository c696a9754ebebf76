import assert from "node:assert/strict";
import { output } from "@pulumi/pulumi";
import {
  RandomId,
  RandomPassword,
  RandomString,
  RandomUuid,
  type RandomStringArgs,
} from "@pulumi/random";
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

  it("makes a UUID of 16 random bytes, which is its id and says no version", async () => {
    const several = new Project("uuids");
    try {
      const { outputs } = await several.up(() => {
        const uuids = Array.from({ length: 24 }, (_, i) => new RandomUuid(`uuid${i}`));
        return Promise.resolve({ all: output(uuids.map(({ result }) => result)) });
      });
      const all = outputs.all?.value as string[];
      for (const uuid of [...all, text(first, "uuid")]) {
        assert.match(uuid, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      }
      // One chance in 10^16 that 24 random digits are of two kinds at most.
      const kinds = (position: number) => new Set(all.map((uuid) => uuid[position])).size;
      assert.ok(kinds(14) > 2, "the version's digit is no random one");
      assert.ok(kinds(19) > 2, "the variant's digit is no random one");
    } finally {
      several.remove();
    }
    assert.equal(text(first, "uuidId"), text(first, "uuid"));
  });

  it("has the id among the outputs, too", () => {
    const ids = project.resources().map(({ id, outputs }) => [id, outputs.id]);
    assert.equal(ids.length, 5);
    for (const [id, output] of ids) assert.equal(output, id);
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
});

describe("random, what is a change", function () {
  this.timeout(180_000);
  const project = new Project("changes");
  after(() => {
    project.remove();
  });

  /** An up of one string with these inputs, and its value. */
  const up = (inputs: object) =>
    project.up(() => {
      const made = new RandomString("text", { length: 8, ...inputs });
      return Promise.resolve({ result: made.result });
    });

  it("knows a default that is written down, the former name of numeric, and other spellings of a value", async () => {
    const { outputs } = await up({ number: false, keepers: { a: 1 } });
    for (const inputs of [
      { numeric: false, keepers: { a: "1" } },
      { numeric: false, number: false, keepers: { a: "1" }, special: true, minUpper: 0 },
      { length: "8", numeric: false, keepers: { a: "1" } },
    ]) {
      const { summary, outputs: same } = await up(inputs);
      assert.equal(count(summary, "same"), 2, JSON.stringify(inputs));
      assert.deepEqual(same, outputs);
    }
  });

  it("updates, and keeps the value, when keepers gain nothing but nulls or overrideSpecial was empty", async () => {
    const { outputs } = await up({ overrideSpecial: "" });
    for (const inputs of [{}, { keepers: {} }]) {
      const { summary, outputs: same } = await up(inputs);
      assert.equal(count(summary, "update"), 1, JSON.stringify(inputs));
      assert.deepEqual(same, outputs);
    }
    // The official plugin updates here, too; the stand-in never sees a null (docs/develop/toolchain.md).
    const { summary, outputs: same } = await up({ keepers: { a: null } });
    assert.equal(count(summary, "replace"), 0);
    assert.deepEqual(same, outputs);
  });

  it("replaces when keepers come, change or go, and when a class of characters does", async () => {
    for (const inputs of [
      { keepers: { a: "1" } },
      { keepers: { a: "2" } },
      { keepers: { b: "2" } },
      {},
      { special: false },
      { special: false, minNumeric: 1 },
    ]) {
      const { summary } = await up(inputs);
      assert.equal(count(summary, "replace"), 1, JSON.stringify(inputs));
    }
  });

  it("counts characters, not bytes, of overrideSpecial", async () => {
    const { outputs } = await up({
      upper: false,
      lower: false,
      numeric: false,
      overrideSpecial: "äß€",
    });
    assert.match(String(outputs.result?.value), /^[äß€]{8}$/);
  });

  it("takes the minimum of a class that is not allowed", async () => {
    const { outputs } = await up({ special: false, minSpecial: 8 });
    assert.match(String(outputs.result?.value), /^[^A-Za-z0-9]{8}$/);
  });
});

describe("random, what it refuses", function () {
  this.timeout(240_000);
  const project = new Project("refusals");
  const refused: Record<string, object> = {
    text: { length: "eight" },
    truth: { length: 8, special: "false" },
    minimum: { length: 8, minUpper: "x" },
    keepers: { length: 8, keepers: "x" },
    list: { length: 8, keepers: { a: [1] } },
    both: { length: 8, number: true, numeric: false },
    none: { length: 0 },
    fraction: { length: 8.5 },
    short: { length: 3, minUpper: 2, minLower: 2 },
    empty: { length: 8, upper: false, lower: false, numeric: false, special: false },
    missing: { length: null },
    negative: { length: 8, minUpper: -1 },
  };
  const said = new Map<string, string>();

  before(async () => {
    // One after the other: a refusal of some kinds ends the whole program.
    for (const [name, inputs] of Object.entries(refused)) {
      const message = await project.failingUp(() => {
        new RandomString("text", inputs as RandomStringArgs);
        new RandomPassword("password", inputs as RandomStringArgs);
        return Promise.resolve();
      });
      said.set(name, message);
    }
  });
  after(() => {
    project.remove();
  });

  for (const [name, what, message] of [
    ["text", "a length that is text", /failed on property "length": Expected a Number/],
    ["truth", "a text for true or false", /failed on property "special": Expected a Boolean/],
    ["minimum", "a minimum that is text", /failed on property "min_?[uU]pper": Expected a Number/],
    ["keepers", "keepers that are no map", /failed on property "keepers": Expected an Object/],
    ["list", "a keeper that is a list", /failed on property "keepers": encMap failed/],
    [
      "both",
      "two values of number and numeric",
      /Number and numeric are both configured with diff/,
    ],
    ["none", "a length of 0", /Attribute length value must be at least 1, got: 0/],
    ["fraction", "a length that is no whole number", /8\.5\)? is not an integer/],
    ["short", "a length that the minima do not fit in", /must be at least sum of min_upper \+/],
    ["empty", "no class of characters", /At least one attribute out of \[special,upper,lower,num/],
    ["missing", "no length", /Missing required property 'length'/],
  ] as const) {
    it(`refuses ${what}, and does not panic`, () => {
      assert.match(said.get(name) ?? "", message);
      assert.doesNotMatch(said.get(name) ?? "", /panic|exited prematurely/);
    });
  }

  it("makes nothing of a minimum below 0, nor of a RandomId of no bytes", async () => {
    assert.match(said.get("negative") ?? "", /min_?[uU]pper|makeslice/);
    const message = await project.failingUp(() => {
      new RandomId("id", { byteLength: 0 });
      return Promise.resolve();
    });
    assert.match(message, /empty resource\.ID/);
    assert.deepEqual(project.resourceNames(), []);
  });
});
