import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

const project = join(__dirname, "..", "..");

/** What a program printed, and how it ended. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * The last commit of this repository, checked out anew, and an environment without a key to any
 * host: no SSH agent, no home, only what is named here.
 */
export class Checkout {
  private readonly root = mkdtempSync(join(tmpdir(), "preview-"));
  readonly directory = join(this.root, "checkout");
  /** Where stacks' states are kept, for those tests that want a backend. */
  readonly backend = `file://${join(this.root, "backend")}`;
  private readonly environment: Readonly<Record<string, string>>;

  constructor() {
    for (const name of ["backend", "home", "stand-ins"]) mkdirSync(join(this.root, name));
    this.environment = {
      PATH: [
        join(this.root, "stand-ins"),
        execFileSync(join(project, "toolchain", "setup"), ["--print-path"], {
          encoding: "utf8",
          stdio: ["ignore", "pipe", "ignore"],
        }).trim(),
        dirname(process.execPath),
        "/usr/bin",
        "/bin",
      ].join(delimiter),
      HOME: join(this.root, "home"),
      TMPDIR: this.root,
      LANG: "C.UTF-8",
      PULUMI_HOME: join(this.root, "home", ".pulumi"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_CONFIG_PASSPHRASE: "example",
      GIT_AUTHOR_NAME: "test",
      GIT_AUTHOR_EMAIL: "test@example.org",
      GIT_COMMITTER_NAME: "test",
      GIT_COMMITTER_EMAIL: "test@example.org",
    };
    execFileSync("git", ["clone", "--quiet", project, this.directory]);
    symlinkSync(join(project, "node_modules"), join(this.directory, "node_modules"));
  }

  /** Puts a shell script on PATH, before what else is of that name. */
  standIn(name: string, script: string): void {
    const path = join(this.root, "stand-ins", name);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
  }

  /** Runs a program in the checkout; this process goes on meanwhile. */
  run(
    program: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const child = spawn(program, args, {
        cwd: this.directory,
        env: { ...this.environment, ...environment },
        stdio: ["ignore", "pipe", "pipe"],
      });
      const printed = { stdout: "", stderr: "" };
      child.stdout.setEncoding("utf8").on("data", (text: string) => (printed.stdout += text));
      child.stderr.setEncoding("utf8").on("data", (text: string) => (printed.stderr += text));
      child.on("error", reject).on("close", (code) => {
        resolve({ code, ...printed });
      });
    });
  }

  /** Runs a program that must succeed; what it printed. */
  async must(
    program: string,
    args: readonly string[],
    environment?: Readonly<Record<string, string>>,
  ): Promise<string> {
    const { code, stdout, stderr } = await this.run(program, args, environment);
    if (code !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr}${stdout}`);
    return stdout;
  }

  /** Commits all that differs. */
  async commit(): Promise<void> {
    await this.must("git", ["commit", "--quiet", "--all", "--message", "A change"]);
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }
}
