import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

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
});
