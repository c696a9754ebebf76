import * as assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import {
  applyCommand,
  imagesCommand,
  programPath,
  proveCommand,
  undoCommand,
} from "../../host/command";

describe("The commands", () => {
  it("run as they are for root", () => {
    assert.equal(
      applyCommand("root", "glance-demo"),
      "timeout -k 30 1500 python3 .pulumi-glance-glance-demo.pyz apply",
    );
    assert.equal(
      proveCommand("root", "glance-demo"),
      "timeout -k 30 1500 python3 .pulumi-glance-glance-demo.pyz prove",
    );
  });

  it("ask sudo, which must need no password, for any other user", () => {
    for (const command of [applyCommand("ops", "s"), proveCommand("ops", "s")]) {
      assert.match(command, /^sudo -n timeout -k 30 1500 python3 /);
    }
    const undo = undoCommand("ops", "s");
    assert.match(undo, /then sudo -n timeout .* undo s; elif sudo -n test -e \/var\/lib/);
    assert.doesNotMatch(undoCommand("root", "s"), /sudo/);
  });
});

describe("undoCommand", () => {
  let home = "";

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "glance-"));
    // Stands before the real python3 and says how it was called.
    writeFileSync(join(home, "python3"), '#!/bin/sh\necho "python3 $*"\n');
    chmodSync(join(home, "python3"), 0o755);
  });

  afterEach(() => {
    rmSync(home, { recursive: true });
  });

  const environment = () => ({ PATH: [home, process.env.PATH].join(delimiter) });

  it("is guarded by a question that is asked only where the program is", () => {
    const ask = () =>
      execFileSync("sh", ["-c", imagesCommand("root", "s")], {
        cwd: home,
        env: environment(),
        encoding: "utf8",
      });
    assert.equal(ask(), "");
    writeFileSync(join(home, programPath("s")), "");
    assert.equal(ask(), "python3 .pulumi-glance-s.pyz images s\n");
  });

  it("undoes where the program is", () => {
    writeFileSync(join(home, programPath("s")), "");
    const said = execFileSync("sh", ["-c", undoCommand("root", "s")], {
      cwd: home,
      env: environment(),
      encoding: "utf8",
    });
    assert.equal(said, "python3 .pulumi-glance-s.pyz undo s\n");
  });

  it("has nothing to do where neither program nor ledger is", () => {
    const { status, stdout } = spawnSync("sh", ["-c", undoCommand("root", "s")], { cwd: home });
    assert.equal(status, 0);
    assert.equal(stdout.toString(), "");
  });

  it("fails where only what it left on the host is, and says what to do", () => {
    const left = "/var/lib/pulumi-glance/s";
    const command = undoCommand("root", "s");
    assert.ok(command.includes(`test -e ${left};`), command);
    const { status, stderr } = spawnSync("sh", ["-c", command.replace(left, home)], { cwd: home });
    assert.equal(status, 1);
    assert.equal(stderr.toString(), ".pulumi-glance-s.pyz is gone: run pulumi up first\n");
  });
});
