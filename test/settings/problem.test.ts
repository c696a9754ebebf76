import * as assert from "node:assert/strict";
import { dotted, setCommand, SettingsError } from "../../settings/problem";

describe("dotted", () => {
  it("writes a path as pulumi config set --path takes it", () => {
    assert.equal(dotted(["database", "port"]), "database.port");
    assert.equal(dotted(["hosts", "image-1", "roles", 0]), "hosts.image-1.roles[0]");
    assert.equal(dotted(["extra", "glance-api.conf"]), 'extra["glance-api.conf"]');
    assert.equal(dotted(["hosts", 'a"\nb']), 'hosts["a\\"\\nb"]');
  });
});

describe("SettingsError", () => {
  it("says that no host was contacted, every problem on a line, and what to do", () => {
    const one = new SettingsError([{ path: "api.port", message: "is odd" }]);
    assert.match(
      one.message,
      /^The stack's configuration has 1 problem; no host was contacted\.$/m,
    );
    assert.match(one.message, /^ {2}glance:api\.port: is odd\.$/m);
    assert.match(one.message, /\n {4}pulumi config set --path glance:PATH VALUE$/);
    const two = new SettingsError([...one.problems, { path: "region", message: "is far" }]);
    assert.match(two.message, /has 2 problems;/);
  });

  it("prints each command alone on its line, after its problem and before the next", () => {
    const { message } = new SettingsError([
      { path: "a", message: "is odd. Mend it", command: ["first it", "then it"] },
      { path: "b", message: "is far.", command: "reach 'it'" },
    ]);
    const lines = message.split("\n");
    assert.deepEqual(lines.slice(1, 6), [
      "  glance:a: is odd. Mend it.",
      "    first it",
      "    then it",
      "  glance:b: is far.",
      "    reach 'it'",
    ]);
  });
});

describe("setCommand", () => {
  for (const [what, path, command] of [
    ["a value", ["api", "port"], "pulumi config set --path glance:api.port VALUE"],
    [
      "a first element of a list",
      ["hosts", "image1", "roles"],
      "pulumi config set --path 'glance:hosts.image1.roles[0]' VALUE",
    ],
    [
      "a secret, which the CLI asks for",
      ["database", "password"],
      "pulumi config set --secret --path glance:database.password",
    ],
    [
      "a secret of many lines, by its file",
      ["ssh", "privateKey"],
      "pulumi config set --secret --path glance:ssh.privateKey <FILE",
    ],
    [
      "a value that another command prints",
      ["filesystem", "id"],
      'pulumi config set --path glance:filesystem.id "$(uuidgen)"',
    ],
  ] as const) {
    it(`gives ${what}`, () => {
      assert.equal(setCommand(path), command);
    });
  }
});
