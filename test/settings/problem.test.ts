import * as assert from "node:assert/strict";
import { dotted, SettingsError } from "../../settings/problem";

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
    assert.match(one.message, /^ {2}glance:api\.port: is odd$/m);
    assert.match(one.message, /pulumi config set --path glance:PATH VALUE/);
    const two = new SettingsError([...one.problems, { path: "region", message: "is far" }]);
    assert.match(two.message, /has 2 problems;/);
  });
});
