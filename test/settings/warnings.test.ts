import * as assert from "node:assert/strict";
import { readSettings } from "../../settings/read";
import { warnings } from "../../settings/warnings";
import { changed, complete, raw } from "../support/configuration";

const paths = (changes: Readonly<Record<string, unknown>>) =>
  warnings(readSettings(raw(changed(complete, changes)))).map(({ path }) => path);

const quiet = { filesystem: undefined };

describe("The warnings", () => {
  it("are none for a service whose port has its sources and that shows no locations", () => {
    assert.deepEqual(paths(quiet), []);
  });

  it("name the setting that closes a port that is open to all", () => {
    const open = readSettings(raw(changed(complete, { ...quiet, "firewall/sources": [] })));
    const [warning, ...others] = warnings(open);
    assert.deepEqual(others, []);
    assert.equal(warning?.path, "firewall.sources");
    assert.match(warning.message, /port 9292 is open to all/);
  });

  it("name what may be left with images in it, and how to take that back", () => {
    const abandon = { stores: ["fast", "slow"], database: true };
    const found = warnings(readSettings(raw(changed(complete, { ...quiet, abandon }))));
    const [warning, ...others] = found;
    assert.deepEqual(others, []);
    assert.equal(warning?.path, "abandon");
    assert.match(
      warning.message,
      /unreadable: store fast, store slow, database\. .* rm glance:abandon$/,
    );
  });

  it("leave out the port where only files are written", () => {
    assert.deepEqual(paths({ ...quiet, mode: "configuration", "firewall/sources": [] }), []);
  });

  it("name the note where the release shows locations to users", () => {
    const [warning, ...others] = warnings(readSettings(raw(complete)));
    assert.deepEqual(others, []);
    assert.equal(warning?.path, "filesystem");
    assert.match(warning.message, /OSSN-0090.*zed/);
  });

  it("are none of locations where the policy hides them", () => {
    for (const release of ["pike", "wallaby"]) {
      assert.ok(!paths({ release, swift: undefined }).includes("filesystem"), release);
    }
    assert.deepEqual(paths({ release: "ocata", swift: undefined }), ["filesystem"]);
  });

  it("say that the policy is open where Nova asks for locations as the user", () => {
    const compute = { release: "ocata", filesystemEntry: "images" };
    const changes = { release: "pike", swift: undefined, compute };
    const found = warnings(readSettings(raw(changed(complete, changes))));
    const [warning] = found.filter(({ path }) => path === "filesystem");
    assert.match(warning?.message ?? "", /OSSN-0090\); Nova, which copies images .* as the user/);
  });

  for (const [release, isReachable] of [
    ["kilo", true],
    ["queens", true],
    ["rocky", false],
    ["stein", false],
    ["train", true],
  ] as const) {
    it(`${isReachable ? "leave out" : "name"} the file store beside Swift in ${release}`, () => {
      const found = warnings(readSettings(raw(changed(complete, { release, extra: {} }))));
      const said = found.filter(({ message }) => message.includes("all new ones go to Swift"));
      assert.deepEqual(
        said.map(({ path }) => path),
        isReachable ? [] : ["filesystem"],
      );
      for (const { message } of said) assert.ok(message.includes(release));
    });
  }

  it("leave out the file store where it is the only one, or not exposed", () => {
    const alone = { release: "stein", swift: undefined, extra: {} };
    assert.deepEqual(paths(alone), []);
    assert.deepEqual(paths({ release: "stein", filesystem: undefined, extra: {} }), []);
  });

  for (const [name, changes, expected] of [
    ["Keystone's plain HTTP has the same name", {}, ["tls.hsts"]],
    ["it is switched off", { "tls/hsts": 0 }, []],
    ["glance-api speaks TLS itself, and does not say it", { release: "pike" }, []],
    ["it does so in the other family", { release: "train", platform: "redhat" }, []],
    ["Keystone has TLS", { "identity/publicUrl": "https://glance.example.org:5000/v3" }, []],
    ["Keystone has another name", { "identity/publicUrl": "http://keys.example.org:5000/v3" }, []],
  ] as const) {
    it(`${expected.length === 0 ? "leave out" : "name"} HSTS where ${name}`, () => {
      const plain = { "identity/publicUrl": "http://glance.example.org:5000/v3" };
      assert.deepEqual(paths({ ...quiet, ...plain, ...changes }), expected);
    });
  }
});
