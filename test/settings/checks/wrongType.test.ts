import * as assert from "node:assert/strict";
import { settings } from "../../../docs/settings";
import { printed } from "../../../settings/problem";
import { complete, smallest } from "../../support/configuration";
import { problemsOf } from "../../support/problems";

const said = (path: string, value: unknown, base = smallest) => {
  const found = problemsOf(base, { [path]: value });
  assert.equal(found.length, 1, JSON.stringify(found));
  return found[0] === undefined ? "" : printed(found[0]).replace(/^glance:.*?: /, "");
};

describe("A value of another type than was meant", () => {
  it("is named with the command that keeps digits as text, and not with the one that made a number", () => {
    assert.equal(
      said("identity/user", 42),
      "must be text, and is a number. Set it anew as text, or put it in quotes in the stack's file.\n  pulumi config set --path --type string glance:identity.user VALUE",
    );
  });

  it("is so for every text setting but those that a number can never be", () => {
    const texts = settings().filter(({ path, type }) => type === "text" && path.includes("."));
    assert.ok(texts.length > 25, `${texts.length} text settings`);
    for (const { path, secret } of texts) {
      for (const value of [4711, true]) {
        const message = said(
          path.replaceAll(".", "/").replace("<name>", "image1"),
          value,
          complete,
        );
        const command = secret
          ? `\n  pulumi config set --secret --path glance:${path}`
          : `\n  pulumi config set --path --type string glance:${path} VALUE`;
        assert.ok(message.endsWith(command), `${path}: ${message}`);
        // The CLI refuses the two together.
        assert.doesNotMatch(message, /--secret.*--type|--type.*--secret/);
      }
    }
  });

  it("has lost its last digits where a double cannot hold them, which is said", () => {
    assert.match(
      said("identity/user", 12345678901234567000),
      /number, whose last digits are lost\./,
    );
    assert.doesNotMatch(said("identity/user", Number.MAX_SAFE_INTEGER), /lost/);
    assert.doesNotMatch(said("identity/user", 1.5), /lost/);
  });

  it("is told from a list or a map, which no type of the CLI mends", () => {
    assert.equal(said("identity/user", ["a"]), "must be text.");
    assert.equal(said("identity/user", {}), "must be text.");
  });

  it("is null where a line of the file has no value, and can be taken out", () => {
    for (const path of ["identity/user", "api/port", "database/populate", "swift", "api"]) {
      const key = path.replace("/", ".");
      const command = `, and is null. Give it a value, or take it out.\n  pulumi config rm --path glance:${key}`;
      assert.ok(said(path, null).endsWith(command), said(path, null));
    }
    const role = said("hosts/image1/roles", ["image", "identity", null]);
    assert.match(role, /rm --path 'glance:hosts\.image1\.roles\[2\]'$/);
  });

  it("is a number or a flag in quotes, or one that was set with --secret", () => {
    assert.match(
      said("api/port", "9292"),
      /, and is text\. .*\n  pulumi config rm --path glance:api\.port\n  pulumi config set --path --type int glance:api\.port VALUE$/,
    );
    assert.match(said("proof/bytes", "1"), /--type int glance:proof\.bytes VALUE/);
    assert.match(said("database/populate", "true"), /--type bool glance:database\.populate VALUE/);
  });

  it("is not said of text that no type makes right", () => {
    for (const [path, value] of [
      ["api/port", "9292x"],
      ["api/port", ""],
      ["database/populate", "yes"],
      ["database/host", 5],
    ] as const) {
      assert.doesNotMatch(said(path, value), /--type/, path);
    }
  });

  it("is a date that the engine wrote anew, wherever text may stand", () => {
    const date = "2024-01-01 00:00:00 +0000 UTC";
    for (const path of ["region", "identity/user", "database/password", "identity/description"]) {
      assert.match(said(path, date), /^is a date, which YAML rewrites\. Put it in quotes/, path);
    }
    assert.match(said("region", "2024-01-01 10:11:12.5 +0000 UTC"), /is a date/);
    assert.deepEqual(problemsOf(smallest, { region: "2024-01-01", "identity/user": "2024" }), []);
  });
});
