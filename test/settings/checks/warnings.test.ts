import * as assert from "node:assert/strict";
import { readSettings } from "../../../settings/read";
import { warnings } from "../../../settings/checks/warnings";
import { changed, complete, raw } from "../../support/configuration";

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
    assert.equal(warning.command, "pulumi config rm glance:abandon");
    assert.match(
      warning.message,
      /lets go of store fast, store slow, database, and nobody could read .*\. Take .* out/,
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
      const said = found.filter(({ message }) => message.includes("all new ones go to swift"));
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

  const said = (changes: Readonly<Record<string, unknown>>, path: string) =>
    warnings(readSettings(raw(changed(complete, { ...quiet, ...changes }))))
      .filter((warning) => warning.path === path)
      .map(({ message }) => message);

  it("name the large images that the Swift store of 2025.2 and later does not take, and the way out", () => {
    for (const release of ["2025.2", "2026.1", "2026.2"]) {
      const changes = { ...quiet, release, extra: {} };
      const [warning, ...others] = warnings(readSettings(raw(changed(complete, changes))));
      assert.deepEqual(others, []);
      const { message = "", command = "" } = warning ?? {};
      assert.match(message, /5,242,880,000 bytes or more .* no multiple of 204,800,000/, release);
      assert.match(message, /Send such an image in chunks$/);
      assert.match(String(command), /^curl .*'Transfer-Encoding: chunked'/);
    }
    for (const release of ["zed", "2025.1"]) assert.deepEqual(paths({ ...quiet, release }), []);
    assert.deepEqual(said({ release: "2026.2", extra: {}, swift: undefined }, "swift"), []);
  });

  it("reckon large images by the stack's own sizes, unless these are encrypted", () => {
    const sizes =
      "[swift]\nswift_store_large_object_size = 1\nswift_store_large_object_chunk_size = 2\n";
    const stack = changed(complete, {
      ...quiet,
      release: "2026.1",
      extra: { "glance-api.conf": sizes },
    });
    const [own] = warnings(readSettings(raw(stack)));
    assert.match(own?.message ?? "", /1,024,000 bytes or more .* no multiple of 2,048,000/);
    const [hidden] = warnings(readSettings(raw(stack, true)));
    assert.match(hidden?.message ?? "", /5,242,880,000 bytes/);
  });

  it("name endpoints of plain HTTP, all in one, and none of HTTPS", () => {
    const plain = {
      tls: undefined,
      endpoints: { public: "http://glance.example.org:9292", admin: "http://10.0.0.9:9292" },
    };
    const [message = "", ...others] = said(plain, "endpoints.public");
    assert.deepEqual(others, []);
    assert.match(message, /plain HTTP \(public, admin\): users' tokens/);
    const internal = { "endpoints/internal": "http://glance.internal:9393" };
    assert.match(said(internal, "endpoints.internal")[0] ?? "", /plain HTTP \(internal\)/);
    assert.deepEqual(paths({ ...quiet, ...plain, mode: "configuration" }), []);
  });

  for (const [name, endpoints, expected] of [
    ["an endpoint has it", { public: "https://glance.example.org:9292" }, false],
    ["another one does", { public: "https://glance.example.org", admin: "https://a:9292" }, false],
    ["a balancer listens on the usual port", { public: "https://glance.example.org" }, false],
    ["none has it, nor a usual port", { public: "https://glance.example.org:9393" }, true],
    ["an endpoint is an image host's own on another port", { public: "https://10.0.0.11" }, true],
    ["it is so with IPv6", { public: "https://[fd00::12]" }, true],
  ] as const) {
    it(`${expected ? "name" : "leave out"} the API's port where ${name}`, () => {
      const changes = { tls: undefined, "proof/clientCertificate": undefined };
      const found = said(
        { ...changes, "proof/clientPrivateKey": undefined, endpoints },
        "api.port",
      );
      assert.equal(found.length, expected ? 1 : 0);
      if (expected)
        assert.match(found[0] ?? "", /is 9292, which no endpoint has: .*port (9393|443)/);
    });
  }

  it("name a consent to another password that is still given", () => {
    const given = { "identity/resetPassword": true };
    assert.match(
      said(given, "identity.resetPassword")[0] ?? "",
      /user glance that this stack did not make/,
    );
    assert.deepEqual(paths({ ...quiet, ...given, mode: "configuration" }), []);
  });

  it("name a role that may not look at tokens, and none that may", () => {
    for (const role of ["member", "_member_", "reader", "manager"]) {
      assert.match(said({ "identity/role": role }, "identity.role")[0] ?? "", /401 to all/, role);
    }
    for (const role of ["admin", "service", "imager"]) {
      assert.deepEqual(said({ "identity/role": role }, "identity.role"), [], role);
    }
  });
});
