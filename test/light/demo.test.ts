import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { session } from "../support/readme";

const project = join(__dirname, "..", "..");

describe("lab/demo without privileges", function () {
  const folder = mkdtempSync(join(tmpdir(), "demo-"));
  // A state folder of its own, so that a lab that somebody left up is not met.
  const env = { ...process.env, XDG_STATE_HOME: folder, LAB: `demo-${process.pid}` };
  const run = (...command: readonly string[]) =>
    spawnSync(join(project, "lab", command[0] ?? ""), command.slice(1), {
      cwd: project,
      env,
      encoding: "utf8",
    });
  /** Runs a line of the README on the demo's stack; all that is printed. */
  const typed = (line: string) => {
    const configuration = join(folder, "pulumi-glance/labs", env.LAB, "Pulumi.demo.yaml");
    const prelude = [
      'eval "$(lab/lab env)"',
      `pulumi() { command pulumi "$@" --stack demo --config-file '${configuration}'; }`,
    ];
    const { stdout, stderr } = spawnSync("bash", ["-c", [...prelude, line].join("\n")], {
      cwd: project,
      env: { ...env, PULUMI_CONFIG_PASSPHRASE: "example" },
      encoding: "utf8",
    });
    return stdout + stderr;
  };

  after(() => {
    run("lab", "down");
    rmSync(folder, { recursive: true, force: true });
  });

  it("writes all of the guide on folders, says that nothing is proven, and how to go on", () => {
    const { status, stdout, stderr } = run("demo", "light");
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /\/etc\/haproxy-glance\/server\.pem written/);
    assert.match(stdout, /nothing was proven of a service \(topology light\)/);
    assert.match(stdout, /lab\/lab down/);
  });

  it("answers the README's commands as the README has it", () => {
    const readme = readFileSync(join(project, "README.md"), "utf8");
    const sessions = [...readme.matchAll(/```console\n([^]*?)```/g)].map(([, text = ""]) => text);
    assert.equal(sessions.length, 2);
    for (const text of sessions) {
      const { commands, shown } = session(text);
      assert.ok(commands.length > 1 && shown.length > 3, text);
      const printed = commands.map(typed).join("").split("\n");
      let from = 0;
      for (const { line, isWhole } of shown) {
        const at = printed.findIndex(
          (each, index) => index >= from && (isWhole ? each === line : each.startsWith(line)),
        );
        assert.ok(at >= 0, `no line after ${from} is\n${line}\nin\n${printed.join("\n")}`);
        from = at + 1;
      }
    }
  });
});
