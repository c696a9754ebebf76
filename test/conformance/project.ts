/** A Pulumi project in a temporary folder that uses the plugins under test and nothing of the user's. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import {
  LocalWorkspace,
  type OutputMap,
  type PulumiFn,
  type Stack,
  type UpdateSummary,
} from "@pulumi/pulumi/automation";

/** Repository's root. */
export const root = resolve(__dirname, "../..");

const wanted = { command: "1.2.1", random: "4.21.2" } as const;

/** The folder of the set-up tool chain, to be put in front of PATH. */
let toolChain: string | undefined;
function setUp(): string {
  toolChain ??= execFileSync(join(root, "toolchain/setup"), ["--print-path"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  }).trim();
  return toolChain;
}

/**
 * Where a plugin is: directly in PLUGIN_DIR when that is set, or in a plugin folder of pulumi's own
 * layout, which may be PLUGIN_DIR, the tool chain's or the user's.
 */
function locate(name: keyof typeof wanted, bin: string): string {
  const program = `pulumi-resource-${name}`;
  const layout = `resource-${name}-v${wanted[name]}`;
  const given = process.env.PLUGIN_DIR;
  const folders =
    given === undefined
      ? [bin, join(process.env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "plugins", layout)]
      : [resolve(given), join(resolve(given), layout)];
  const found = folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`no ${program} in ${folders.join(" or ")}`);
  return found;
}

/** What `Project.up` and its like give back. */
export interface Outcome {
  readonly summary: UpdateSummary;
  readonly outputs: OutputMap;
  /** All that pulumi printed. */
  readonly text: string;
}

/** A resource as the state has it. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** The project. Programs run inside the test; `remove` leaves nothing behind. */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), "conformance-project-"));
  readonly environment: Record<string, string>;
  readonly #name: string;
  #stack: Stack | undefined;

  constructor(name: string) {
    this.#name = name;
    const bin = setUp();
    const home = join(this.folder, "home");
    for (const plugin of ["command", "random"] as const) {
      const place = join(home, "plugins", `resource-${plugin}-v${wanted[plugin]}`);
      mkdirSync(place, { recursive: true });
      symlinkSync(locate(plugin, bin), join(place, `pulumi-resource-${plugin}`));
    }
    mkdirSync(join(this.folder, "state"));
    this.environment = {
      PATH: `${bin}:${process.env.PATH ?? ""}`,
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: `file://${join(this.folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "conformance",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      // An agent of the user's would be one more way to log in.
      SSH_AUTH_SOCK: "",
    };
  }

  /** `pulumi up` of a program; rejects with pulumi's text when a resource fails. */
  async up(program: PulumiFn): Promise<Outcome> {
    const stack = await this.#open();
    let text = "";
    const result = await stack.up({
      program,
      color: "never",
      continueOnError: true,
      onOutput: (part) => (text += part),
    });
    return { summary: result.summary, outputs: result.outputs, text };
  }

  /** The text of a `pulumi up` that must fail. */
  async failingUp(program: PulumiFn): Promise<string> {
    const outcome = await this.up(program).catch((error: unknown) => error);
    if (outcome instanceof Error) return outcome.message;
    throw new Error("pulumi up succeeded where it had to fail");
  }

  /** `pulumi preview` of a program: how many resources of each kind of step, and the text. */
  async preview(
    program: PulumiFn,
  ): Promise<{ steps: Partial<Record<string, number>>; text: string }> {
    const result = await (await this.#open()).preview({ program, color: "never", diff: true });
    return { steps: result.changeSummary, text: result.stdout };
  }

  /** `pulumi refresh`. */
  async refresh(): Promise<UpdateSummary> {
    return (await (await this.#open()).refresh({ color: "never" })).summary;
  }

  /** `pulumi destroy`. */
  async destroy(): Promise<void> {
    await (await this.#open()).destroy({ color: "never" });
  }

  /** The state as it stands in the file, secrets encrypted. */
  stateText(): string {
    return this.#cli("stack", "export", "--stack", "test");
  }

  /** The resources in the state, without the stack and the providers, secrets encrypted. */
  resources(): StateResource[] {
    const state = JSON.parse(this.stateText()) as {
      deployment: { resources?: StateResource[] };
    };
    return (state.deployment.resources ?? []).filter(({ type }) => !type.startsWith("pulumi:"));
  }

  /** Their names. */
  resourceNames(): string[] {
    return this.resources()
      .map(({ urn }) => urn.slice(urn.lastIndexOf("::") + 2))
      .sort();
  }

  /** Removes the folder. Resources that a test left are left behind, too: their hosts are gone. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #cli(...words: string[]): string {
    return execFileSync("pulumi", [...words, "--non-interactive"], {
      cwd: join(this.folder, "work"),
      env: { ...process.env, ...this.environment },
      encoding: "utf8",
    });
  }

  async #open(): Promise<Stack> {
    if (this.#stack !== undefined) return this.#stack;
    const workDir = join(this.folder, "work");
    mkdirSync(workDir);
    process.env.PATH = this.environment.PATH ?? ""; // where the Automation API looks for pulumi
    this.#stack = await LocalWorkspace.createStack(
      { stackName: "test", projectName: this.#name, program: () => Promise.resolve() },
      {
        workDir,
        pulumiHome: this.environment.PULUMI_HOME ?? "",
        envVars: this.environment,
        projectSettings: {
          name: this.#name,
          runtime: "nodejs",
          main: workDir,
          backend: { url: this.environment.PULUMI_BACKEND_URL ?? "" },
        },
      },
    );
    return this.#stack;
  }
}

/** How many resources a step kind of a summary touched. */
export const count = (summary: UpdateSummary, step: "create" | "update" | "replace" | "same") =>
  summary.resourceChanges?.[step] ?? 0;

/** Names of a folder's entries, sorted. */
export const entries = (folder: string) => readdirSync(folder).sort();
