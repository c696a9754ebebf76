/**
 * Counts the requests that fail while secrets are rotated: rotation.ts FOLDER, which holds
 * inventory.json. `bench/rotation` makes the hosts and the environment; this prints the table.
 */
import { execFile, execFileSync, fork, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Inventory } from "../lab/inventory";
import { changeLogin, type Change } from "../lab/rotation";
import { setSecret, setSetting, writeLabStack } from "../lab/stack";
import {
  downloadOneIn,
  rate,
  tokenMilliseconds,
  type Count,
  type Counts,
  type Order,
} from "./prober";

const project = join(__dirname, "..");
const stack = "demo";
/** Before the first change and after the last, in seconds. */
const margin = 3;

const say = (line: string) => {
  console.error(`bench: ${line}`);
};

/** A secret's rotation: what is done beforehand where it is kept, and to the stack's settings. */
interface Rotation {
  readonly secret: string;
  readonly way: "in place" | "another user";
  /** The user to be, where it is another one. */
  readonly user?: string;
  readonly setting: "database" | "broker" | "identity" | "swift";
  /** Who keeps it; null where `pulumi up` itself sets it there. */
  readonly service: Change["service"] | null;
}

/** Swift's user of the lab is the one of Swift itself: the first rotation gives Glance its own. */
const rotations: readonly Rotation[] = [
  { secret: "database", way: "in place", setting: "database", service: "database" },
  {
    secret: "database",
    way: "another user",
    user: "glance2",
    setting: "database",
    service: "database",
  },
  { secret: "broker", way: "in place", setting: "broker", service: "broker" },
  { secret: "broker", way: "another user", user: "glance2", setting: "broker", service: "broker" },
  { secret: "Keystone user", way: "in place", setting: "identity", service: null },
  {
    secret: "Keystone user",
    way: "another user",
    user: "glance2",
    setting: "identity",
    service: null,
  },
  { secret: "Swift", way: "another user", user: "store", setting: "swift", service: "identity" },
  { secret: "Swift", way: "in place", setting: "swift", service: "identity" },
];

class Bench {
  private readonly configFile: string;
  private readonly users = new Map<string, string>();

  constructor(
    private readonly inventory: Inventory,
    folder: string,
  ) {
    this.configFile = join(folder, `Pulumi.${stack}.yaml`);
    const { database, broker, swift } = inventory;
    this.users.set("database", database.user).set("broker", broker.user).set("swift", swift.user);
  }

  /** The stack as the demo has it, on all hosts. */
  async prepare(): Promise<void> {
    execFileSync("pulumi", ["stack", "select", "--create", stack], { cwd: project });
    writeLabStack(stack, this.inventory, this.configFile);
    this.change({ service: "identity", user: "prober", password: "prober", create: true });
    await this.up();
  }

  /** Rotates, and returns the seconds that `pulumi up` took. */
  async rotate({ setting, service, user }: Rotation): Promise<number> {
    const password = `${randomBytes(9).toString("hex")}$%@#;"'ж`;
    const name = user ?? this.users.get(setting) ?? "";
    if (service !== null) {
      this.change({ service, user: name, password, create: user !== undefined });
    }
    if (user !== undefined) {
      this.users.set(setting, user);
      setSetting(stack, this.configFile, `glance:${setting}.user`, user);
    }
    setSecret(stack, this.configFile, `glance:${setting}.password`, password);
    const begun = Date.now();
    await this.up();
    return (Date.now() - begun) / 1000;
  }

  private change(change: Change): void {
    const lab = (host: string, command: string, input: string) =>
      execFileSync("lab/lab", ["exec", host, "--", "sh", "-c", command], {
        cwd: project,
        encoding: "utf8",
        input,
      });
    changeLogin(this.inventory, lab, change);
  }

  private async up(): Promise<void> {
    const words = ["up", "--yes", "--skip-preview", "--non-interactive", ...this.flags];
    const options = { cwd: project, maxBuffer: 1 << 26 };
    await promisify(execFile)("pulumi", words, options).catch((error: unknown) => {
      const { stdout = "" } = error as { readonly stdout?: string };
      throw new Error(`pulumi up failed:\n${stdout}`);
    });
  }

  private get flags(): readonly string[] {
    return ["--stack", stack, "--config-file", this.configFile];
  }
}

/** Starts the prober, with a user, a token and an image of its own. */
async function startProber({ hosts, tls, identity, swift }: Inventory): Promise<ChildProcess> {
  if (tls === null) throw new Error("the lab has no certificates");
  const images = Object.values(hosts).filter(({ roles }) => roles.includes("image"));
  const prober = fork(join(__dirname, "prober.ts"), { execArgv: process.execArgv });
  tell(prober, {
    probe: {
      apis: images.map(({ address }) => `https://${address}:9292`),
      ca: readFileSync(tls.caFile, "utf8"),
      keystone: identity.url,
      user: "prober",
      password: "prober",
      project: swift.project,
    },
  });
  await once(prober, "message");
  return prober;
}

const tell = (prober: ChildProcess, order: Order) => prober.send(order);

async function counted(prober: ChildProcess, work: () => Promise<number>) {
  tell(prober, "begin");
  await sleep(margin * 1000);
  const seconds = await work();
  await sleep(margin * 1000);
  tell(prober, "end");
  const [counts] = (await once(prober, "message")) as [Counts];
  return { seconds, counts };
}

function cells({ requests, failures, longest }: Count): string {
  const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
  const kinds = Object.entries(failures).map(([kind, count]) => `${count} ${kind}`);
  const told = failed === 0 ? "0" : `${failed} (${kinds.join(", ")})`;
  return `${requests} | ${told} | ${(longest / 1000).toFixed(1)} s`;
}

async function main(folder: string): Promise<void> {
  const inventory = JSON.parse(readFileSync(join(folder, "inventory.json"), "utf8")) as Inventory;
  const bench = new Bench(inventory, folder);
  await bench.prepare();
  say("the stack is up");
  const prober = await startProber(inventory);
  const columns = "requests | failed | longest";
  console.log(
    `${rate} requests a second each way, one in ${downloadOneIn} a download, every ${tokenMilliseconds / 1000} s with a new token; ${cpus().length} cores.\n`,
  );
  console.log(`| Secret | How | \`pulumi up\` | One host: ${columns} | Two hosts: ${columns} |`);
  console.log("|-|-|-:|-:|-|-:|-:|-|-:|");
  const quiet = await counted(prober, () => sleep(20_000).then(() => 0));
  console.log(`| none | | | ${cells(quiet.counts.one)} | ${cells(quiet.counts.both)} |`);
  for (const rotation of rotations) {
    const { secret, way } = rotation;
    const { seconds, counts } = await counted(prober, () => bench.rotate(rotation));
    const row = [secret, way, `${seconds.toFixed(0)} s`, cells(counts.one), cells(counts.both)];
    console.log(`| ${row.join(" | ")} |`);
    say(`${secret}, ${way}: done`);
  }
  prober.disconnect();
}

main(process.argv[2] ?? "").catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
