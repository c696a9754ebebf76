import {
  execFileSync,
  spawn,
  spawnSync,
  type ChildProcessWithoutNullStreams,
  type SpawnSyncReturns,
} from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import type { DirectImageAccessState } from "../host/document/directImageAccess";
import type { HostReport, ProofReport } from "../host/document/reports";
import type { Inventory, TlsFiles } from "./inventory";
import { output } from "./onHost";
import { sshWords } from "./ssh";
import { setSecret, writeLabStack } from "./stack";
import { parseDocument } from "yaml";

const project = join(__dirname, "..");
const lab = join(project, "lab", "lab");

/** What the program gives out, as index.ts says. */
interface Outputs {
  readonly filesystemUuid: string;
  readonly endpointUrls: Readonly<Record<string, string>>;
  readonly hosts: Readonly<Record<string, HostReport>>;
  readonly proof: ProofReport;
  readonly directLoading: Readonly<Record<string, DirectImageAccessState>>;
}

/** A lab of the tests' own, and pulumi on it. */
export class TestLab {
  readonly inventory: Inventory;
  readonly configuration: string;
  private readonly environment: NodeJS.ProcessEnv;

  private constructor(
    readonly name: string,
    readonly stack: string,
    extra: Readonly<Record<string, string>>,
  ) {
    this.inventory = JSON.parse(this.lab("inventory")) as Inventory;
    this.environment = { ...process.env, ...exported(this.lab("env")), ...extra };
    // The stacks' files are examples, whose secrets everyone may read.
    this.environment.PULUMI_CONFIG_PASSPHRASE = "example";
    const backend = (this.environment.PULUMI_BACKEND_URL ?? "").replace("file://", "");
    mkdirSync(backend, { recursive: true });
    this.configuration = join(dirname(backend), `Pulumi.${stack}.yaml`);
  }

  /**
   * Boots a lab and prepares a stack for it. Progress of the boot goes to the terminal. `extra` is
   * added to the environment in which pulumi runs.
   */
  static up(
    name: string,
    topology: string,
    stack: string,
    extra: Readonly<Record<string, string>> = {},
  ): TestLab {
    execFileSync(lab, ["--lab", name, "up", topology], { stdio: ["ignore", 2, 2], cwd: project });
    const found = new TestLab(name, stack, extra);
    found.pulumi("stack", "select", "--create", stack);
    found.inItsEnvironment(() => {
      writeLabStack(stack, found.inventory, found.configuration);
    });
    return found;
  }

  /** Changes a secret setting. */
  setSecret(key: string, value: string): void {
    this.inItsEnvironment(() => {
      setSecret(this.stack, this.configuration, key, value);
    });
  }

  private inItsEnvironment(work: () => void): void {
    const before = process.env;
    process.env = this.environment;
    try {
      work();
    } finally {
      process.env = before;
    }
  }

  /** Ends the lab, whether or not it came up whole. */
  static down(name: string): void {
    execFileSync(lab, ["--lab", name, "down"], { stdio: ["ignore", 2, 2], cwd: project });
  }

  /** Upgrades a host's Debian to another suite. Progress goes to the terminal. */
  upgrade(host: string, suite: string): void {
    const words = ["--lab", this.name, "upgrade", host, suite];
    execFileSync(lab, words, { stdio: ["ignore", 2, 2], cwd: project });
  }

  /** Runs pulumi on the stack and returns all that it prints. Throws with it when it fails. */
  pulumi(...command: readonly string[]): string {
    const result = this.tryPulumi(...command);
    if (result.status !== 0) throw new Error(`pulumi ${command.join(" ")}:\n${printed(result)}`);
    return printed(result);
  }

  /** The same, without a judgement. */
  tryPulumi(...command: readonly string[]): SpawnSyncReturns<string> {
    return spawnSync("pulumi", this.words(command), {
      cwd: project,
      env: this.environment,
      encoding: "utf8",
      maxBuffer: 1 << 26,
    });
  }

  /** The same, under way: what it prints can be watched. */
  startPulumi(...command: readonly string[]): ChildProcessWithoutNullStreams {
    return spawn("pulumi", this.words(command), { cwd: project, env: this.environment });
  }

  private words(command: readonly string[]): readonly string[] {
    const takesStack = /^(up|preview|destroy|refresh)$/.test(command[0] ?? "");
    const flags = takesStack
      ? ["--stack", this.stack, "--config-file", this.configuration, "--non-interactive"]
      : [];
    return [...command, ...flags];
  }

  /** An output of the stack. */
  output<K extends keyof Outputs>(name: K): Outputs[K] {
    const all = spawnSync("pulumi", ["stack", "output", "--json", "--stack", this.stack], {
      cwd: project,
      env: this.environment,
      encoding: "utf8",
    });
    return (JSON.parse(all.stdout) as Outputs)[name];
  }

  /** Changes a setting that is no secret, as an editor of the stack's file would. */
  set(path: readonly string[], value: unknown): void {
    const document = parseDocument(readFileSync(this.configuration, "utf8"));
    document.setIn(["config", ...path], value);
    writeFileSync(this.configuration, document.toString({ lineWidth: 0 }));
  }

  /** Takes a setting that is no secret out again. */
  unset(path: readonly string[]): void {
    const document = parseDocument(readFileSync(this.configuration, "utf8"));
    document.deleteIn(["config", ...path]);
    writeFileSync(this.configuration, document.toString({ lineWidth: 0 }));
  }

  /** A setting that is no secret, as the stack's file has it; undefined where it has none. */
  setting(path: readonly string[]): unknown {
    return parseDocument(readFileSync(this.configuration, "utf8")).getIn(["config", ...path]);
  }

  /** The lab's certificates and keys. */
  get tls(): TlsFiles {
    const { tls } = this.inventory;
    if (tls === null) throw new Error(`lab ${this.name} has no certificates`);
    return tls;
  }

  /** Whether the API lets in only clients with a certificate. */
  get asksClients(): boolean {
    return this.setting(["glance:tls", "clientCa"]) !== undefined;
  }

  /** Puts the certificates of a client on a host, readable by all; their paths there. */
  clientFiles(host: string): { ca: string; certificate: string; key: string } {
    const { caFile, clientCertificateFile, clientKeyFile } = this.tls;
    const files = { ca: caFile, certificate: clientCertificateFile, key: clientKeyFile };
    const place = (name: string) => `/var/tmp/lab-client-${name}.pem`;
    for (const [name, file] of Object.entries(files)) {
      this.on(host, `cat >${place(name)}`, readFileSync(file, "utf8"));
    }
    return { ca: place("ca"), certificate: place("certificate"), key: place("key") };
  }

  /** The Image service's password in Keystone. */
  servicePassword(): string {
    const words = ["stack", "output", "servicePassword", "--show-secrets", "--stack", this.stack];
    return this.pulumi(...words).trim();
  }

  /** What pulumi writes: state, the stack's configuration, and its logs of its own accord. */
  get pulumiFiles(): readonly string[] {
    const { PULUMI_BACKEND_URL = "", PULUMI_HOME = "" } = this.environment;
    const state = PULUMI_BACKEND_URL.replace("file://", "");
    return [state, this.configuration, join(PULUMI_HOME, "logs")];
  }

  /** Runs a shell command on a host, as root, and returns what it prints. */
  on(host: string, command: string, input = ""): string {
    return execFileSync("ssh", sshWords(this.inventory, host, command), {
      encoding: "utf8",
      input,
      maxBuffer: 1 << 26,
    });
  }

  /** The same, begun at once and awaited: for several hosts at the same time. */
  begin(host: string, command: string, input: string): Promise<string> {
    return output(this.inventory, host, command, input);
  }

  /**
   * Does something to a host that lasts until the function is called that is given back; or until
   * this process ends, however that comes: the command that undoes it waits in the same session.
   */
  async meanwhile(host: string, begin: string, end: string): Promise<() => Promise<void>> {
    const command = `${begin} && echo begun && { read -r _; ${end}; }`;
    const child = spawn("ssh", sshWords(this.inventory, host, command));
    const stderr = text(child.stderr);
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    const failed = ended.then(async (status): Promise<never> => {
      throw new Error(`${host}: ${begin}: exit code ${status}\n${await stderr}`);
    });
    const begun = new Promise((resolve) => child.stdout.once("data", resolve));
    await Promise.race([begun, failed]);
    return async () => {
      child.stdin.end();
      if ((await ended) !== 0) await failed;
    };
  }

  private lab(...command: readonly string[]): string {
    return execFileSync(lab, ["--lab", this.name, ...command], { cwd: project, encoding: "utf8" });
  }
}

function printed({ stdout, stderr }: SpawnSyncReturns<string>): string {
  return stdout + stderr;
}

/** The variables that a shell would have after evaluating the text. */
function exported(text: string): Record<string, string> {
  const listing = execFileSync("bash", ["-c", `set -a; ${text}\nenv -0`], { encoding: "utf8" });
  const entries = listing.split("\0").filter((line) => line.includes("="));
  return Object.fromEntries(
    entries.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}
