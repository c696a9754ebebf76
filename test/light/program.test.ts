import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../bench/running";
import { extra, makeStack, project, set, stack, writeStack } from "../../bench/stack";
import { startLight, type Light } from "../../lab/light/light";

/** Needs the tool chain on PATH, as `test/run light` puts it there. */
describe("pulumi and the on-host program on a light lab", function () {
  const folder = mkdtempSync(join(tmpdir(), "glance-program-"));
  const configFile = join(folder, "Pulumi.yaml");
  const originals: Record<string, string> = {};
  let light: Light;

  const pulumi = async (...command: string[]) => {
    const flags = ["--stack", stack, "--non-interactive"];
    const report = await run(["pulumi", ...command, ...flags], {
      cwd: project,
      env: { SSH_AUTH_SOCK: light.inventory.ssh.agentSocket ?? "" },
    });
    return report.toString();
  };
  const up = () => pulumi("up", "--yes", "--config-file", configFile);
  const read = (host: string, path: string) =>
    readFileSync(join(light.hosts[host]?.root ?? assert.fail(host), path), "utf8");
  const logins = async () => {
    const counts = Object.values(light.hosts).map((host) => host.logins());
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  };
  const files = ["etc/glance/glance-api.conf", "etc/iptables/rules.v4", "etc/iptables/rules.v6"];

  before(async () => {
    light = await startLight({ certificates: false });
    process.env.PULUMI_BACKEND_URL = `file://${folder}`;
    process.env.PULUMI_CONFIG_PASSPHRASE = "light";
    process.env.PULUMI_SKIP_UPDATE_CHECK = "true";
    makeStack();
    writeStack(light.inventory, configFile);
    for (const file of files) originals[file] = read("image1", file);
  });
  after(async () => {
    await (light as Light | undefined)?.stop();
    rmSync(folder, { recursive: true });
  });

  it("writes the settings on every image host", async () => {
    await up();
    for (const host of ["image1", "image2"]) {
      assert.match(read(host, files[0] ?? ""), /^connection = mysql.*@database\.example/m);
      assert.match(read(host, files[1] ?? ""), /9292.*-j ACCEPT[^]*-j REJECT/);
    }
  });

  it("dials no host when nothing changed", async () => {
    const earlier = await logins();
    assert.match(await up(), /unchanged/);
    assert.equal(await logins(), earlier);
  });

  it("changes one setting and leaves the others alone", async () => {
    const was = read("image2", files[0] ?? "");
    set(configFile, 'extra["glance-api.conf"]', extra(4));
    await up();
    const is = read("image2", files[0] ?? "");
    assert.equal(is, was.replace("workers = 2", "workers = 4"));
    assert.notEqual(is, was);
  });

  it("puts back what the hosts had", async () => {
    await pulumi("destroy", "--yes", "--config-file", configFile);
    for (const file of files) assert.equal(read("image1", file), originals[file], file);
    assert.deepEqual(await run(["ls", "-A", light.hosts.image1?.home ?? ""]), Buffer.from(""));
  });
});
