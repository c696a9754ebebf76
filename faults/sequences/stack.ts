/** One stack with a state of its own: its file, and pulumi on it, interrupted where that is asked. */
import { execFile, spawn } from "node:child_process";
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseDocument } from "yaml";
import type { Base, Cloud } from "./cloud";
import type { Wanted } from "./wanted";
import { newFolder } from "./workplace";

const run = promisify(execFile);
const project = join(__dirname, "..", "..");
const stack = "sequences";

/** `<project>-<stack>`, as it names what is ours on a host. */
export const ours = `glance-${stack}`;

/** How somebody ends pulumi: Ctrl-C, Ctrl-C twice, or `kill -9`. */
export type Interruption = "Ctrl-C" | "Ctrl-C twice" | "killed pulumi";

/** What a run of pulumi said and how it ended. */
export interface Outcome {
  /** Its exit code; null where a signal ended it. */
  readonly code: number | null;
  readonly said: string;
  /** Whether the fault that lay ready on a machine has struck. */
  readonly struck: boolean;
}

/** What the program on a host says when a fault strikes it. */
const strike = "glance-faults: struck";

/** What a command says that is made to fail. */
const failure = "made to fail by the test";

export class Stack {
  private readonly file: string;

  private constructor(
    private readonly folder: string,
    private readonly cloud: Cloud,
  ) {
    this.file = join(folder, "Pulumi.yaml");
  }

  /** A stack that has made nothing yet. */
  static async make(cloud: Cloud): Promise<Stack> {
    const folder = await newFolder("stack");
    await cp(await template(cloud.base), folder, { recursive: true });
    return new Stack(folder, cloud);
  }

  /** Writes the stack's file. */
  async write(wanted: Wanted): Promise<void> {
    const { base, witnesses } = this.cloud;
    const text = await readFile(join(await template(base), "Pulumi.yaml"), "utf8");
    const document = parseDocument(text);
    const targets = (named: readonly (readonly [string, string])[]) =>
      named.map(([name, machine]) => [name, this.cloud.target(machine)] as const);
    const machines = targets(Object.entries(wanted.hosts));
    const hosts = [...targets(witnesses.map((name) => [name, name])), ...machines];
    const set = (path: readonly string[], value: unknown) => {
      document.setIn(["config", ...path], value);
    };
    set(["glance:hosts"], Object.fromEntries(hosts));
    set(["glance:region"], wanted.region);
    set(["glance:extra"], {
      "glance-api.conf": `[DEFAULT]\nlimit_param_default = ${wanted.limit}\n`,
    });
    if (!wanted.swift) document.deleteIn(["config", "glance:swift"]);
    const serving = machines.map(([, target]) => target);
    base.adapt(document, serving);
    await writeFile(this.file, document.toString({ lineWidth: 0 }), { mode: 0o600 });
  }

  /** Runs pulumi on it. With an interruption pulumi meets it when a fault says that it struck. */
  async pulumi(words: readonly string[], interruption?: Interruption): Promise<Outcome> {
    const flags = ["--stack", stack, "--config-file", this.file, "--non-interactive"];
    const child = spawn("pulumi", [...words, ...flags], {
      cwd: project,
      env: {
        ...environmentOf(this.folder, this.cloud.base),
        SSH_AUTH_SOCK: this.cloud.agentSocket,
      },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true, // a process group of its own, as a terminal gives it
    });
    const group = -(child.pid ?? 0);
    let said = "";
    let waiting = interruption;
    let orphans: readonly number[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        if (waiting === undefined || !said.includes(strike)) return;
        orphans = descendants(child.pid ?? 0);
        interrupt(group, waiting);
        waiting = undefined;
      });
    }
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject).once("close", resolve);
    });
    // What it started outlives a kill; an operator's would end with the terminal.
    for (const each of orphans) signal(each, "SIGKILL");
    return { code, said, struck: said.includes(strike) || said.includes(failure) };
  }

  /** What an operator does after a run that could not unlock the state. */
  async unlock(): Promise<void> {
    await run("pulumi", ["cancel", "--yes", "--stack", stack, "--non-interactive"], {
      cwd: project,
      env: environmentOf(this.folder, this.cloud.base),
    });
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** The secrets that a text holds, by name. */
export function secretsIn({ secrets }: Base, text: string): readonly string[] {
  return Object.keys(secrets).filter((key) => text.includes(secrets[key] ?? ""));
}

function environmentOf(folder: string, { passphrase }: Base): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PULUMI_BACKEND_URL: `file://${folder}`,
    PULUMI_CONFIG_PASSPHRASE: passphrase,
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
}

function interrupt(group: number, how: Interruption): void {
  if (how === "killed pulumi") {
    signal(group, "SIGKILL");
    return;
  }
  signal(group, "SIGINT");
  if (how === "Ctrl-C twice") {
    setTimeout(() => {
      signal(group, "SIGINT");
    }, 500);
  }
}

function signal(target: number, name: NodeJS.Signals): void {
  try {
    process.kill(target, name);
  } catch (error) {
    // It has ended by itself.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** All processes that a process has started, and those have. */
function descendants(root: number): readonly number[] {
  const parents = readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const status = readFileSync(`/proc/${name}/stat`, "utf8");
      const fields = status.slice(status.lastIndexOf(")") + 2).split(" ");
      return [[Number(name), Number(fields[1])] as const];
    } catch {
      return []; // it has ended meanwhile
    }
  });
  const found = [root];
  for (const each of found) {
    found.push(...parents.filter(([, parent]) => parent === each).map(([child]) => child));
  }
  return found.slice(1);
}

/** A folder with an empty stack and its file, from which all are copied: secrets are encrypted once. */
const templates = new Map<Base, Promise<string>>();

function template(base: Base): Promise<string> {
  const found = templates.get(base) ?? makeTemplate(base);
  templates.set(base, found);
  return found;
}

async function makeTemplate(base: Base): Promise<string> {
  const folder = await newFolder("template");
  const env = environmentOf(folder, base);
  await run("pulumi", ["stack", "init", stack, "--no-select", "--non-interactive"], {
    cwd: project,
    env,
  });
  // pulumi writes the stack's file there; ours is elsewhere.
  await rm(join(project, "stacks", `Pulumi.${stack}.yaml`), { force: true });
  await base.write(join(folder, "Pulumi.yaml"), stack, env);
  return folder;
}
