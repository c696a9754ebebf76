import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { makeStack, project, stack, writeStack } from "../../bench/stack";
import { startLight, type Light } from "../../lab/light/light";

interface Outcome {
  readonly code: number | null;
  readonly text: string;
}

/** Needs the tool chain on PATH, as `test/run light` puts it there. */
describe("a host that does not answer any more", function () {
  const folder = mkdtempSync(join(tmpdir(), "glance-forget-"));
  const configFile = join(folder, "Pulumi.yaml");
  const topology = { image1: ["image"], image2: ["image"], image3: ["image"] };
  const dead = "image1"; // the first of the rollout: the others depend on it
  let light: Light;
  let original = "";

  const run = (program: string, args: readonly string[], input = ""): Promise<Outcome> => {
    const env = { ...process.env, SSH_AUTH_SOCK: light.inventory.ssh.agentSocket ?? "" };
    const child = spawn(program, args, { cwd: project, env });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (more: string) => (text += more));
    }
    child.stdin.end(input);
    return new Promise((resolve, reject) => {
      child.on("error", reject).on("close", (code) => {
        resolve({ code, text });
      });
    });
  };
  const pulumi = (command: string, ...more: string[]) =>
    run("pulumi", [
      ...[command, "--yes", "--stack", stack, "--non-interactive", "--config-file", configFile],
      ...more,
    ]);
  const resources = async () => {
    const { text } = await run("pulumi", ["stack", "export", "--stack", stack]);
    const { deployment } = JSON.parse(text) as {
      deployment: { resources?: { urn: string; id?: string }[] };
    };
    return deployment.resources ?? [];
  };
  const api = (host: string) =>
    readFileSync(join(light.hosts[host]?.root ?? "", "etc/glance/glance-api.conf"), "utf8");
  const logins = (host: string) => light.hosts[host]?.logins() ?? assert.fail(host);
  const backups = () => readdirSync(join(folder, "pulumi-glance"));
  const forget = (input: string, ...args: string[]) =>
    run(join(project, "ci", "forget-host"), args, input);

  before(async () => {
    light = await startLight({ certificates: false, topology });
    process.env.PULUMI_BACKEND_URL = `file://${folder}`;
    process.env.PULUMI_CONFIG_PASSPHRASE = "light";
    process.env.PULUMI_SKIP_UPDATE_CHECK = "true";
    process.env.XDG_STATE_HOME = folder;
    makeStack();
    writeStack(light.inventory, configFile);
    original = api("image2");
    const { code, text } = await pulumi("up");
    assert.equal(code, 0, text);
    await light.endHost(dead);
  });
  after(async () => {
    delete process.env.XDG_STATE_HOME;
    await (light as Light | undefined)?.stop();
    rmSync(folder, { recursive: true });
  });

  it("stays in the state until its name is typed", async () => {
    const { code, text } = await forget("image2\n", stack, dead);
    assert.equal(code, 1, text);
    assert.match(text, /not confirmed: nothing was changed/);
    assert.deepEqual(backups(), []);
  });

  it("is forgotten with all that others' entries say of it, and nothing else", async () => {
    const before = await resources();
    const { code, text } = await forget(`${dead}\n`, stack, dead);
    assert.equal(code, 0, text);
    const after = await resources();
    const names = (list: typeof before) => list.map(({ urn }) => urn);
    const gone = names(before).filter((urn) => !names(after).includes(urn));
    assert.deepEqual(gone.map((urn) => urn.split("::").at(-1)).sort(), [
      dead,
      dead,
      `${dead}-observation`,
    ]);
    for (const urn of gone) assert.ok(!JSON.stringify(after).includes(JSON.stringify(urn)), urn);
  });

  it("is kept in a file that only its user can read", () => {
    const [file = ""] = backups();
    const path = join(folder, "pulumi-glance", file);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.match(readFileSync(path, "utf8"), new RegExp(`"urn:[^"]*::${dead}"`));
  });

  it("is not missed: run again, there is nothing to do", async () => {
    const { code, text } = await forget("", "--yes", stack, dead);
    assert.equal(code, 0, text);
    assert.match(text, new RegExp(`no host ${dead}, only image2, image3: nothing was changed`));
    assert.equal(backups().length, 1);
  });

  it("is not dialled by the next up, which goes on with the others", async () => {
    const document = parseDocument(readFileSync(configFile, "utf8"));
    document.deleteIn(["config", "glance:hosts", dead]);
    writeFileSync(configFile, document.toString({ lineWidth: 0 }));
    const before = await logins(dead);
    const { code, text } = await pulumi("up");
    assert.equal(code, 0, text);
    assert.equal(await logins(dead), before);
  });

  it("is named by destroy, and the others are undone with --continue-on-error", async () => {
    await light.endHost("image2");
    const { code, text } = await pulumi("destroy", "--continue-on-error");
    assert.notEqual(code, 0);
    assert.match(text, /command:remote:Command.*\bimage2\b.*deleting failed/);
    assert.match(text, /connection refused/);
    assert.equal(api("image3"), original);
    assert.notEqual(api("image2"), original);
    const transaction = (host: string) => `command:remote:Command::${host}`;
    const left = (await resources()).map(({ urn }) => urn.split("$").at(-1) ?? "");
    assert.ok(left.includes(transaction("image2")), left.join());
    assert.ok(!left.includes(transaction("image3")), left.join());
  });
});
