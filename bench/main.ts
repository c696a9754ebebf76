/**
 * Measures, on hosts that are up: main.ts FOLDER, which holds inventory.json. `bench/run` makes the
 * hosts and the environment; this prints the table on stdout.
 */
import { readFileSync, statSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import type { Inventory } from "../lab/inventory";
import { play, writePlaybook } from "./ansible";
import { difference, type Difference } from "./difference";
import { floor } from "./floor";
import { keepOriginals, putBackOriginals, readFiles } from "./original";
import { everywhere, run } from "./running";
import { extra, imageHosts, makeStack, project, set, stack, writeStack } from "./stack";
import { table, type Figures, type Seconds } from "./table";

/** A bench under way. */
interface Bench {
  readonly folder: string;
  readonly inventory: Inventory;
  readonly hosts: string[];
  readonly configFile: string;
}

const say = (line: string) => {
  console.error(`bench: ${line}`);
};

async function measure(bench: Bench): Promise<Figures> {
  const { folder, inventory, hosts, configFile } = bench;
  await keepOriginals(inventory, hosts);
  const before = await readFiles(inventory, folder, hosts[0] ?? "", "before");
  makeStack();
  writeStack(inventory, configFile);

  const ours = await measurePulumi(bench);
  const after = await readFiles(inventory, folder, hosts[0] ?? "", "after");
  const work = difference(before, after);
  const { changed, ...pulumi } = ours;
  await putBackOriginals(inventory, hosts);
  // Pulumi's last state has the changed setting: Ansible begins with the one before.
  const theirs = await measureAnsible(bench, withWorkers(work, 2), withWorkers(work, changed));
  await putBackOriginals(inventory, hosts);
  const least = await timed("floor, first", floor(inventory, folder, hosts, work));
  return {
    topology: inventory.topology,
    hosts: hosts.length,
    machine: `${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    settings: work.settings.length,
    floor: least,
    ...pulumi,
    ...theirs,
  };
}

async function measurePulumi(bench: Bench) {
  const { configFile, inventory, hosts } = bench;
  const changed = 4;
  const ofStack = ["--stack", stack, "--config-file", configFile, "--non-interactive"];
  const up = (expectation: string) => async () => {
    // Ansible does not show what it will do either; the preview is measured by itself.
    const flags = [...ofStack, "--yes", "--skip-preview"];
    const report = await run(["pulumi", "up", ...flags], {
      cwd: project,
      env: inventory.ssh.agentSocket === null ? {} : { SSH_AUTH_SOCK: inventory.ssh.agentSocket },
    });
    if (!report.toString().includes(expectation)) {
      throw new Error(`pulumi up did not say '${expectation}': ${report.toString()}`);
    }
  };
  const first = await timed("pulumi up, first", up("created"));
  const earlier = await logins(inventory, hosts);
  const again = await timed("pulumi up, no change", up("unchanged"));
  // Counting them is itself one login a host.
  const loggedIn = (await logins(inventory, hosts)) - earlier - hosts.length;
  set(configFile, 'extra["glance-api.conf"]', extra(changed));
  const preview = await timed("pulumi preview, one changed setting", () =>
    run(["pulumi", "preview", ...ofStack], { cwd: project }),
  );
  const change = await timed("pulumi up, one changed setting", up("updated"));
  const exported = await run(["pulumi", "stack", "export", "--stack", stack], { cwd: project });
  return {
    changed,
    pulumi: { first, change, again } satisfies Seconds,
    preview,
    logins: loggedIn,
    exportBytes: exported.length,
    stateBytes: statSync(stateFile()).size,
  };
}

async function measureAnsible(bench: Bench, work: Difference, changed: Difference) {
  const { inventory, folder, hosts } = bench;
  const roots = await everywhere(inventory, hosts, 'echo "${GLANCE_HOST_ROOT:-}"');
  const named = hosts.map((host) => [host, (roots.get(host) ?? "").trim()] as const);
  const write = (difference: Difference) =>
    writePlaybook(inventory, join(folder, "a"), named, difference);
  const expecting = (least: number, most: number) => async () => {
    const changes = await play(playbook);
    if (changes < least * hosts.length || changes > most * hosts.length) {
      throw new Error(`Ansible changed ${changes} things on ${hosts.length} hosts`);
    }
  };
  let playbook = write(work);
  const first = await timed("ansible, first", expecting(1, playbook.tasks));
  const again = await timed("ansible, no change", expecting(0, 0));
  playbook = write(changed);
  const change = await timed("ansible, one changed setting", expecting(1, 1));
  return { tasks: playbook.tasks, ansible: { first, change, again } satisfies Seconds };
}

/** The work with that many workers: the setting that the benchmark changes. */
function withWorkers(work: Difference, workers: number): Difference {
  const settings = work.settings.map((setting) =>
    setting.section === "DEFAULT" && setting.key === "workers"
      ? { ...setting, value: String(workers) }
      : setting,
  );
  return { ...work, settings };
}

/** How often anybody has logged in to all hosts together. */
async function logins(inventory: Inventory, hosts: string[]): Promise<number> {
  const count =
    inventory.topology === "light"
      ? 'grep -c "Accepted publickey" "$GLANCE_HOST_ROOT/../auth.log"'
      : 'journalctl -q --no-pager -t sshd -t sshd-session | grep -c "Accepted publickey"';
  const answers = await everywhere(inventory, hosts, count);
  return [...answers.values()].reduce((sum, text) => sum + Number(text), 0);
}

function stateFile(): string {
  const backend = (process.env.PULUMI_BACKEND_URL ?? "").replace(/^file:\/\//, "");
  return join(backend, ".pulumi", "stacks", "glance", `${stack}.json`);
}

async function timed(name: string, work: () => Promise<unknown>): Promise<number> {
  const begun = process.hrtime.bigint();
  await work();
  const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
  say(`${name}: ${seconds.toFixed(2)} s`);
  return seconds;
}

async function main(folder: string): Promise<void> {
  const inventory = JSON.parse(readFileSync(join(folder, "inventory.json"), "utf8")) as Inventory;
  const hosts = [...imageHosts(inventory)];
  say(`${hosts.length} hosts of topology ${inventory.topology}`);
  const configFile = join(folder, `Pulumi.${stack}.yaml`);
  console.log(table(await measure({ folder, inventory, hosts, configFile })));
}

main(process.argv[2] ?? "").catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
