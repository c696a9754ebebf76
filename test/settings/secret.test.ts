import { revealed, secretly } from "../support/mocks";
import * as assert from "node:assert/strict";
import { inspect } from "node:util";
import { output, secret, type Input } from "@pulumi/pulumi";
import { DatabaseConnection } from "../../components/procedures/databaseConnection";
import { secretInput, type SecretInput } from "../../host/document/secretInput";
import { Secret } from "../../settings/secret";
import { zed } from "../support/target";

const canary = new Secret("canary");

describe("Secret", () => {
  it("shows a mask wherever it is written", () => {
    const written = [
      String(canary),
      "a" + canary.toString(),
      JSON.stringify({ of: [canary] }),
      inspect({ of: [canary] }, { showHidden: true, depth: 9 }),
      new Error("x", { cause: canary }).cause,
      Object.entries(canary),
    ].map((each) => (typeof each === "string" ? each : inspect(each, { showHidden: true })));
    for (const each of written) assert.ok(!each.includes("canary"), each);
    assert.equal(JSON.stringify({ canary }), '{"canary":"[secret]"}');
  });

  it("is an input that Pulumi masks", async () => {
    assert.deepEqual(await revealed(canary.asInput()), secretly("canary"));
  });

  it("says itself to who asks for it in clear, and makes others", () => {
    assert.equal(canary.inClear(), "canary");
    const other = canary.map((text) => text.toUpperCase());
    assert.equal(other.inClear(), "CANARY");
  });

  it("compiles nowhere as a text or an input; tsc checks these lines", () => {
    const texts: (string | Input<string> | SecretInput)[] = [
      // @ts-expect-error a secret is no text
      canary satisfies string,
      // @ts-expect-error a secret is no input of Pulumi's
      canary satisfies Input<string>,
      // @ts-expect-error a secret is no input before asInput()
      canary satisfies SecretInput,
      canary.asInput() satisfies Input<string>,
    ];
    assert.equal(texts.length, 4);
  });
});

describe("SecretInput", () => {
  it("is made by secretInput alone; tsc checks these lines", () => {
    const inputs: SecretInput[] = [
      // @ts-expect-error a plain text would be shown
      "canary",
      // @ts-expect-error so would an output of one
      output("canary"),
      // @ts-expect-error Pulumi's own says nothing of it in its type
      secret("canary"),
      secretInput("canary"),
    ];
    assert.equal(inputs.length, 4);
  });

  it("is what a component takes for a password; tsc checks these lines", () => {
    const database = { ...zed, host: "h", port: 1, name: "n", user: "u" };
    const make = [
      // @ts-expect-error a plain text would be shown
      () => new DatabaseConnection("a", { ...database, password: "canary" }),
      // @ts-expect-error a secret of the settings must be given as an input
      () => new DatabaseConnection("b", { ...database, password: canary }),
      () => new DatabaseConnection("c", { ...database, password: canary.asInput() }),
    ];
    assert.equal(make.length, 3);
  });
});
