import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { isMap, isPair, isScalar, parseDocument, visit } from "yaml";
import { Checkout } from "./checkout";

const stacks = ["classic", "demo", "region-one", "region-two"];

/** The stacks that a comment has a section of. */
function sections(comment: string): string[] {
  return [...comment.matchAll(/^## Stack `(.*)`: /gm)].map(([, stack = ""]) => stack);
}

describe("ci/preview", function () {
  let checkout: Checkout;

  beforeEach(() => {
    checkout = new Checkout();
  });

  afterEach(() => {
    checkout.remove();
  });

  function edit(file: string, change: (text: string) => string): void {
    const path = join(checkout.directory, file);
    const before = readFileSync(path, "utf8");
    const after = change(before);
    assert.notEqual(after, before, `nothing in ${file} was there to change`);
    writeFileSync(path, after);
  }

  /** The secrets of a stack, decrypted. */
  async function secretsOf(stack: string): Promise<string[]> {
    const inBackend = { PULUMI_BACKEND_URL: checkout.backend };
    await checkout.must("pulumi", ["stack", "init", stack], inBackend);
    const shown = ["config", "--json", "--show-secrets", "--stack", stack];
    const values = JSON.parse(await checkout.must("pulumi", shown, inBackend)) as Record<
      string,
      { objectValue?: Record<string, string> }
    >;
    const file = readFileSync(join(checkout.directory, `stacks/Pulumi.${stack}.yaml`), "utf8");
    const found: string[] = [];
    visit(parseDocument(file), {
      Map(_key, map, ancestors) {
        if (!map.has("secure")) return;
        const [group, name] = ancestors
          .filter(isPair)
          .map(({ key }) => (isScalar(key) ? String(key.value) : ""))
          .slice(1);
        const value = values[group ?? ""]?.objectValue?.[name ?? ""];
        assert.ok(value, `${stack}: ${String(group)}.${String(name)} is not decrypted`);
        found.push(value);
      },
    });
    return found;
  }

  it("previews every stack without a key to a host, and shows no secret", async () => {
    const { code, stdout, stderr } = await checkout.run("ci/preview", []);
    assert.equal(code, 0, stderr);
    assert.deepEqual(sections(stdout), stacks);
    for (const key of ["connection", "transport_url", "swift_store_config_file", "workers"]) {
      assert.match(stdout, new RegExp(`\\b${key} *: `));
    }
    assert.match(stdout, /password *: \[secret\]/);
    const secrets = (await Promise.all(stacks.map(secretsOf))).flat();
    assert.equal(secrets.length, 21);
    for (const secret of secrets) {
      const encoded = [encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
      const base64 = Buffer.from(secret).toString("base64").replace(/=+$/, "");
      // Of a private key no single line may be shown.
      const lines = secret.split("\n").filter((line) => line !== "" && !line.startsWith("-----"));
      for (const form of [secret, ...encoded, base64, ...lines]) {
        assert.ok(!stdout.includes(form), "a secret stands in the comment");
        assert.ok(!stderr.includes(form), "a secret stands in the log");
      }
    }
    assert.equal(await checkout.must("git", ["status", "--porcelain", "--untracked-files=no"]), "");
  });

  it("shows the key that a commit changes, of the changed stack only", async () => {
    const inBackend = { PULUMI_BACKEND_URL: checkout.backend };
    await checkout.must("pulumi", ["stack", "init", "demo"], inBackend);
    const state = join(checkout.directory, "..", "state.json");
    writeFileSync(state, JSON.stringify(deployed()));
    await checkout.must(
      "pulumi",
      ["stack", "import", "--stack", "demo", "--file", state],
      inBackend,
    );
    edit("stacks/Pulumi.demo.yaml", (text) => text.replace("workers = 2", "workers = 3"));
    await checkout.commit();

    const args = ["--changed-since", "HEAD~1"];
    const { code, stdout, stderr } = await checkout.run("ci/preview", args, inBackend);
    assert.equal(code, 0, stderr);
    assert.deepEqual(sections(stdout), ["demo"]);
    assert.match(stdout, /~ workers: "2" => "3"/);
    assert.match(stdout, /~ 1 to update/);
  });

  it("dials nothing: not a host, a database, a broker or Keystone", async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((listening) => server.listen(0, "0.0.0.0", listening));
    try {
      const { port } = server.address() as AddressInfo;
      edit("stacks/Pulumi.region-one.yaml", (text) => {
        const here = text.replace(/\b192\.0\.2\./g, "127.0.0.").replace(/:5000\b/g, `:${port}`);
        const document = parseDocument(here);
        const config = document.get("config");
        assert.ok(isMap(config));
        for (const host of ["controller", "image1", "image2"]) {
          config.setIn(["glance:hosts", host, "port"], port);
        }
        for (const service of ["database", "broker"]) {
          config.setIn([`glance:${service}`, "port"], port);
        }
        return document.toString({ lineWidth: 0 });
      });
      const { code, stdout, stderr } = await checkout.run("ci/preview", ["region-one"]);
      assert.equal(code, 0, stderr);
      assert.match(stdout, new RegExp(`127\\.0\\.0\\.11:${port}`));
      assert.equal(connections, 0);
    } finally {
      server.close();
    }
  });

  it("fails when a preview fails, with the error in the comment and the others shown", async () => {
    edit("stacks/Pulumi.region-one.yaml", (text) => text.replace("release: zed", "release: zad"));
    const { code, stdout } = await checkout.run("ci/preview", ["region-one", "region-two"]);
    assert.equal(code, 1);
    assert.match(stdout, /^## Stack `region-one`: \*\*failed\*\*$/m);
    assert.match(stdout, /glance:release: must be a release, juno to 2026\.2/);
    assert.match(stdout, /^## Stack `region-two`: previewed$/m);
  });

  describe("with a stand-in for pulumi", () => {
    const lines = "seq 1 20000 | sed 's/^/    a line ``` of a preview ü /'";

    beforeEach(() => {
      checkout.standIn(
        "pulumi",
        `case $1 in preview) ${lines}; echo Resources:; echo '+ 7';; esac`,
      );
    });

    it("keeps the comment below GitHub's limit, and says what it leaves out", async () => {
      const { code, stdout, stderr } = await checkout.run("ci/preview", []);
      assert.equal(code, 0, stderr);
      assert.ok(stdout.length <= 65_536, `${stdout.length} characters`);
      assert.ok(stdout.length > 50_000, `${stdout.length} characters`);
      assert.deepEqual(sections(stdout), stacks);
      assert.equal(stdout.match(/^… \d+ lines are left out here/gm)?.length, stacks.length);
      assert.equal(stdout.match(/^\+ 7$/gm)?.length, stacks.length);
      assert.match(stderr, /a line ``` of a preview ü 20000$/m);
    });

    it("fences a text that holds a fence itself", async () => {
      const { stdout } = await checkout.run("ci/preview", ["demo"]);
      assert.equal(stdout.match(/^````$/gm)?.length, 2);
    });

    it("previews every stack when the program changed", async () => {
      edit("releases/release.ts", (text) => `${text}\n`);
      await checkout.commit();
      const { stdout } = await checkout.run("ci/preview", ["--changed-since", "HEAD~1"]);
      assert.deepEqual(sections(stdout), stacks);
    });

    it("previews no stack when neither program nor stacks changed", async () => {
      edit("LICENSE", (text) => `${text}\n`);
      await checkout.commit();
      const { code, stdout } = await checkout.run("ci/preview", ["--changed-since", "HEAD~1"]);
      assert.equal(code, 0);
      assert.deepEqual(sections(stdout), []);
      assert.match(stdout, /this change touches no stack/);
    });

    it("names a stack that does not exist, and an unknown option", async () => {
      for (const [argument, message] of [
        ["nowhere", "there is no stacks/Pulumi.nowhere.yaml"],
        ["--nothing", "there is no option --nothing"],
      ] as const) {
        const { code, stderr } = await checkout.run("ci/preview", [argument]);
        assert.equal(code, 2);
        assert.match(stderr, new RegExp(message));
      }
    });
  });
});

/** A state in which the demo's two workers are deployed. */
function deployed(): object {
  const urn = (type: string, name: string) => `urn:pulumi:demo::glance::${type}::${name}`;
  const stack = urn("pulumi:pulumi:Stack", "glance-demo");
  const service = urn("glance:index:ImageService", "image");
  const file = "/etc/glance/glance-api.conf";
  const inputs = {
    image: {
      settings: { [file]: { DEFAULT: { workers: "2" } } },
      units: { "glance-api.service": [file] },
    },
  };
  const component = (type: string, of: string, parent: string, more: object = {}) => ({
    urn: of,
    custom: false,
    type,
    parent,
    ...more,
  });
  return {
    version: 3,
    deployment: {
      manifest: { time: "2026-01-01T00:00:00Z", magic: "", version: "" },
      resources: [
        { urn: stack, custom: false, type: "pulumi:pulumi:Stack" },
        component("glance:index:ImageService", service, stack),
        component(
          "glance:index:ExtraSettings",
          urn("glance:index:ImageService$glance:index:ExtraSettings", "extra"),
          service,
          { inputs },
        ),
      ],
    },
  };
}
