import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { lstatSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeStack, project, set, stack, writeStack } from "../../bench/stack";
import { startLight, type Light } from "../../lab/light/light";
import { record } from "../badInput/record";

/** Needs the tool chain on PATH, as `test/run light` puts it there. */
describe("pulumi, given bad input,", function () {
  const folder = mkdtempSync(join(tmpdir(), "glance-bad-"));
  const configFile = join(folder, "Pulumi.yaml");
  let light: Light;
  let sound: string;

  const root = (host: string) => light.hosts[host]?.root ?? assert.fail(host);
  const write = (path: string, text: string) => {
    writeFileSync(join(root("image1"), path), text);
  };

  before(async () => {
    light = await startLight({ certificates: false });
    process.env.PULUMI_BACKEND_URL = `file://${folder}`;
    process.env.PULUMI_CONFIG_PASSPHRASE = "light";
    process.env.PULUMI_SKIP_UPDATE_CHECK = "true";
    makeStack();
    writeStack(light.inventory, configFile);
    sound = readFileSync(configFile, "utf8");
  });
  after(async () => {
    await (light as Light | undefined)?.stop();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    writeFileSync(configFile, sound);
  });

  /** Runs pulumi, which must fail, say this, show no stack trace, and leave /etc alone. */
  async function refused(
    what: string,
    command: "preview" | "up",
    caught: "preview" | "host" | "pulumi",
    says: RegExp,
  ): Promise<void> {
    const hosts = Object.keys(light.hosts);
    const before = hosts.map((host) => treeHash(join(root(host), "etc")));
    const { code, printed } = await pulumi(command);
    assert.notEqual(code, 0, printed);
    assert.match(printed, says);
    assert.doesNotMatch(printed, /^\s+at .+:\d+:\d+\)?$|node_modules|Traceback/m);
    assert.doesNotMatch(printed, /light-(database|admin|swift|broker)/);
    assert.deepEqual(
      hosts.map((host) => treeHash(join(root(host), "etc"))),
      before,
      "/etc of a host differs",
    );
    const error = printed.split("\n").find((line) => says.test(line)) ?? "";
    record({ group: `pulumi ${command}`, what, caught, error: error.trim() });
  }

  function pulumi(command: "preview" | "up"): Promise<{ code: number | null; printed: string }> {
    const flags = ["--stack", stack, "--non-interactive", "--config-file", configFile];
    const child = spawn("pulumi", [command, ...(command === "up" ? ["--yes"] : []), ...flags], {
      cwd: project,
      env: { ...process.env, SSH_AUTH_SOCK: light.inventory.ssh.agentSocket ?? "" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
    }
    return new Promise((resolve) =>
      child.on("close", (code) => {
        resolve({ code, printed });
      }),
    );
  }

  it("names a misspelt setting", async () => {
    set(configFile, "database.hots", "10.0.0.5");
    await refused(
      "a misspelt setting",
      "preview",
      "preview",
      /database\.hots: .*Rename it to host, or take it out\.\n\s*pulumi config rm --path glance:database\.hots$/m,
    );
  });

  it("names a wrong port before any host is contacted", async () => {
    set(configFile, "api.port", "99999");
    const says = /glance:api\.port: must be a whole number from 1 to 65535/;
    await refused("a wrong port", "up", "preview", says);
  });

  it("names two components that want different things of one key", async () => {
    set(configFile, 'extra["glance-api.conf"]', "[DEFAULT]\nbind_port = 1\n");
    await refused(
      "an extra setting that a component sets, too",
      "preview",
      "preview",
      /\/etc\/glance\/glance-api\.conf \[DEFAULT\] bind_port: both set it, each to another value\. Leave it to one of them\./,
    );
  });

  it("names the line of a file on a host that no service could read", async () => {
    const path = "etc/glance/glance-api.conf";
    const was = readFileSync(join(root("image1"), path), "utf8");
    write(path, "[DEFAULT]\ngarbage\n");
    try {
      const says = /image1: DatabaseConnection, .*glance-api\.conf: line 2 is neither KEY = VALUE/;
      await refused("glance-api.conf that no service could read", "up", "host", says);
    } finally {
      write(path, was);
    }
  });

  it("says that a host's key is another", async () => {
    const key = light.inventory.hosts.image2?.hostKey;
    set(configFile, "hosts.image1.hostKey", key ?? assert.fail("no image2"));
    await refused("another host's key", "up", "pulumi", /host key|handshake failed/i);
  });
});

/** Paths, modes, owners and contents of all that is below a folder, as one hash. */
function treeHash(folder: string): string {
  const hash = createHash("sha256");
  for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    const place = join(folder, path);
    const status = lstatSync(place);
    hash.update(`${path}\0${status.mode}\0${status.uid}\0${status.gid}\0`);
    if (status.isFile()) hash.update(readFileSync(place));
    if (status.isSymbolicLink()) hash.update(readlinkSync(place));
  }
  return hash.digest("hex");
}
