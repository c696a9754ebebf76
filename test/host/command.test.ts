import * as assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import {
  applyCommand,
  engineTimeout,
  imagesCommand,
  programPath,
  proveCommand,
  undoCommand,
  type Invocation,
} from "../../host/command";

const limits = { transactionSeconds: 1500, lockSeconds: 120 };
const by = (user: string, stack: string, installed: string | null = null): Invocation => ({
  user,
  stack,
  limits,
  installed,
});

describe("The commands", () => {
  it("run as they are for root, with their limits", () => {
    assert.equal(
      applyCommand(by("root", "glance-demo")),
      "python3 .pulumi-glance-glance-demo.pyz --limit 1500 --lock-limit 120 apply",
    );
    assert.equal(
      proveCommand(by("root", "glance-demo")),
      "python3 .pulumi-glance-glance-demo.pyz --limit 1500 --lock-limit 120 prove",
    );
  });

  it("call an installed program by its path and nothing else, so that sudo can be limited to it", () => {
    const installed = by("ops", "s", "/usr/local/libexec/pulumi-glance");
    const call = "sudo -n /usr/local/libexec/pulumi-glance --limit 1500 --lock-limit 120";
    assert.equal(applyCommand(installed), `${call} apply`);
    assert.equal(proveCommand(installed), `${call} prove`);
    assert.equal(undoCommand(installed, "image1"), `${call} undo s image1`);
  });

  it("name a host as one word, whatever is in its name", () => {
    const installed = by("root", "s", "/p");
    assert.match(undoCommand(installed, "it's one; rm x"), / undo s 'it'\\''s one; rm x'$/);
  });

  it("are waited for longer than they may take", () => {
    assert.equal(engineTimeout(limits), "2160s");
  });

  it("ask sudo, which must need no password, for any other user", () => {
    for (const command of [applyCommand(by("ops", "s")), proveCommand(by("ops", "s"))]) {
      assert.match(command, /^sudo -n python3 /);
    }
    const undo = undoCommand(by("ops", "s"), "image1");
    assert.match(undo, /then sudo -n python3 .* undo s image1; elif sudo -n test -e \/var\/lib/);
    assert.doesNotMatch(undoCommand(by("root", "s"), "image1"), /sudo/);
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
      execFileSync("sh", ["-c", imagesCommand(by("root", "s"))], {
        cwd: home,
        env: environment(),
        encoding: "utf8",
      });
    assert.equal(ask(), "");
    writeFileSync(join(home, programPath("s")), "");
    assert.equal(ask(), "python3 .pulumi-glance-s.pyz --limit 1500 --lock-limit 120 images s\n");
  });

  it("undoes where the program is", () => {
    writeFileSync(join(home, programPath("s")), "");
    const said = execFileSync("sh", ["-c", undoCommand(by("root", "s"), "image1")], {
      cwd: home,
      env: environment(),
      encoding: "utf8",
    });
    assert.equal(
      said,
      "python3 .pulumi-glance-s.pyz --limit 1500 --lock-limit 120 undo s image1\n",
    );
  });

  it("has nothing to do where neither program nor ledger is", () => {
    const { status, stdout } = spawnSync("sh", ["-c", undoCommand(by("root", "s"), "image1")], {
      cwd: home,
    });
    assert.equal(status, 0);
    assert.equal(stdout.toString(), "");
  });

  it("fails where only what it left on the host is, and says what to do", () => {
    const left = "/var/lib/pulumi-glance/s";
    const command = undoCommand(by("root", "s"), "image1");
    assert.ok(command.includes(`test -e ${left};`), command);
    const { status, stderr } = spawnSync("sh", ["-c", command.replace(left, home)], { cwd: home });
    assert.equal(status, 1);
    assert.equal(
      stderr.toString(),
      ".pulumi-glance-s.pyz is gone: pulumi up --refresh puts it back\n",
    );
  });
});
