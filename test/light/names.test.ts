import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDocument, type Document } from "yaml";
import { makeStack, project, stack, writeStack } from "../../bench/stack";
import { startLight, type Light } from "../../lab/light/light";

interface Outcome {
  readonly code: number | null;
  readonly text: string;
}

/** Needs the tool chain on PATH, as `test/run light` puts it there. */
describe("a host's name and the machine behind it", function () {
  this.timeout(240_000);

  const folder = mkdtempSync(join(tmpdir(), "glance-names-"));
  const configFile = join(folder, "Pulumi.yaml");
  const topology = { image1: ["image"], image2: ["image"], spare: ["image"] };
  let light: Light;
  let original = "";

  const pulumi = (command: string, ...more: string[]): Promise<Outcome> => {
    const flags = ["--stack", stack, "--non-interactive", "--config-file", configFile, ...more];
    const child = spawn("pulumi", [command, ...flags], {
      cwd: project,
      env: { ...process.env, SSH_AUTH_SOCK: light.inventory.ssh.agentSocket ?? "" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (more: string) => (text += more));
    }
    return new Promise((resolve, reject) => {
      child.on("error", reject).on("close", (code) => {
        resolve({ code, text });
      });
    });
  };
  const file = (host: string, path: string) =>
    readFileSync(join(light.hosts[host]?.root ?? "", path), "utf8");
  const api = (host: string) => file(host, "etc/glance/glance-api.conf");
  const ledger = (host: string) => file(host, `var/lib/pulumi-glance/glance-${stack}/ledger.json`);
  const configure = (edit: (document: Document) => void) => {
    const document = parseDocument(readFileSync(configFile, "utf8"));
    edit(document);
    writeFileSync(configFile, document.toString({ lineWidth: 0 }));
  };
  const rename = (from: string, to: string) => {
    configure((document) => {
      const hosts = ["config", "glance:hosts"];
      document.setIn([...hosts, to], document.getIn([...hosts, from]));
      document.deleteIn([...hosts, from]);
    });
  };

  before(async () => {
    light = await startLight({ certificates: false, topology });
    process.env.PULUMI_BACKEND_URL = `file://${folder}`;
    process.env.PULUMI_CONFIG_PASSPHRASE = "light";
    process.env.PULUMI_SKIP_UPDATE_CHECK = "true";
    makeStack();
    writeStack(light.inventory, configFile);
    configure((document) => document.deleteIn(["config", "glance:hosts", "spare"]));
    original = api("image2");
    const { code, text } = await pulumi("up", "--yes", "--skip-preview");
    assert.equal(code, 0, text);
  });
  after(async () => {
    await (light as Light | undefined)?.stop();
    rmSync(folder, { recursive: true });
  });

  it("is said by the preview to be taken over under its new name", async () => {
    rename("image2", "renamed");
    const { code, text } = await pulumi("preview");
    assert.equal(code, 0, text);
    assert.match(
      text,
      /hosts\.image2 is hosts\.renamed now, the same machine: the stack takes it over as it is/,
    );
  });

  it("is taken over without a touch, and not undone under its former one", async () => {
    const before = api("image2");
    const { code, text } = await pulumi("up", "--yes", "--skip-preview");
    assert.equal(code, 0, text);
    assert.match(text, /this machine is renamed in the stack now: nothing on it is undone/);
    assert.equal(api("image2"), before);
    assert.equal((JSON.parse(ledger("image2")) as { host: string }).host, "renamed");
    const again = await pulumi("up", "--yes", "--expect-no-changes");
    assert.equal(again.code, 0, again.text);
    const looked = await pulumi("preview", "--refresh", "--expect-no-changes");
    assert.equal(looked.code, 0, looked.text);
  });

  it("is refused for another machine, with what to do", async () => {
    const { address, port, hostKey } = light.inventory.hosts.spare ?? assert.fail("spare");
    configure((document) => {
      const host = ["config", "glance:hosts", "renamed"];
      document.setIn([...host, "address"], address);
      document.setIn([...host, "port"], port);
      document.setIn([...host, "hostKey"], hostKey);
    });
    const { code, text } = await pulumi("preview");
    assert.notEqual(code, 0, text);
    assert.match(text, /hosts\.renamed: it was \S+, and is \S+ with another host key/);
    assert.match(text, /Give the new machine a name of its own/);
  });

  it("leaves the former machine as it was once the new one has a name of its own", async () => {
    rename("renamed", "spare");
    const { code, text } = await pulumi("up", "--yes", "--skip-preview");
    assert.equal(code, 0, text);
    assert.match(text, /hosts\.renamed leaves the stack/);
    assert.equal(api("image2"), original);
    assert.throws(() => ledger("image2"), /ENOENT/);
    assert.notEqual(api("spare"), original);
  });

  it("leaves nothing anywhere after a destroy", async () => {
    const { code, text } = await pulumi("destroy", "--yes");
    assert.equal(code, 0, text);
    for (const host of Object.keys(topology)) {
      assert.equal(api(host), original, host);
      assert.throws(() => ledger(host), /ENOENT/);
      assert.throws(() => file(host, `root/.pulumi-glance-glance-${stack}.pyz`), /ENOENT/);
    }
  });
});
