/** Brings a lab up. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeCertificates } from "../certificates";
import type { Inventory } from "../inventory";
import { newKeyPair } from "../keyPair";
import { processesOf } from "./cgroup";
import { down } from "./down";
import { writeFiles } from "./files";
import { buildImages, layersOf } from "./images";
import { requireMachine } from "./machine";
import { allocate, kernel, raise } from "./network";
import { inventoryFor } from "./offer";
import { addressOf, type Plan } from "./plan";
import { startLabAgent, startHost } from "./processes";
import { LabError, say } from "../progress";
import { newSecrets } from "./secrets";
import { prepareHost } from "./services";
import { knownHosts } from "../ssh";
import { parts, writeInventory, type Lab } from "../state";
import type { Topology } from "../topology";

/** Boots all hosts of a topology and makes on them what the guide assumes. */
export async function up(lab: Lab, topology: Topology): Promise<void> {
  const begun = Date.now();
  if (isUp(lab)) {
    say(`lab '${lab.name}' is already up`);
    return;
  }
  requireMachine();
  buildImages(topology.hosts.map(({ layer }) => layer));
  await clearRemains(lab);
  mkdirSync(join(lab.folder, "hosts"), { recursive: true, mode: 0o700 });
  writeFileSync(parts.upPid(lab), String(process.pid), { flag: "wx" });
  const interrupted = new AbortController();
  const interrupt = () => {
    interrupted.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, interrupt);
  try {
    await Promise.race([bringUp(lab, topology), whenAborted(interrupted.signal)]);
  } catch (error) {
    await down(lab);
    throw error;
  }
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  say(`lab '${lab.name}' is up with ${topology.hosts.length} hosts after ${seconds} s`);
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => {
      reject(new LabError("interrupted", 130));
    });
  });
}

/** Whether the lab was brought up completely and still has processes. */
function isUp(lab: Lab): boolean {
  return existsSync(parts.inventory(lab)) && processesOf(lab.group).length > 0;
}

/** Clears what an `up` that did not come through, or a reboot, has left of this lab. */
async function clearRemains(lab: Lab): Promise<void> {
  if (!existsSync(lab.folder)) return;
  const pid = existsSync(parts.upPid(lab)) ? readFileSync(parts.upPid(lab), "utf8") : "";
  if (pid !== "" && readCommandLine(pid).includes("lab/main.ts")) {
    throw new LabError(`lab '${lab.name}' is being brought up by process ${pid}`);
  }
  say(`clearing what is left of lab '${lab.name}'`);
  await down(lab);
}

function readCommandLine(pid: string): string {
  const file = `/proc/${pid}/cmdline`;
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

async function bringUp(lab: Lab, topology: Topology): Promise<void> {
  const network = allocate(topology.prefix, kernel);
  raise(network, lab.owner);
  const key = newKeyPair(`lab ${lab.name}`);
  writeFileSync(parts.key(lab), key.private, { mode: 0o600 });
  writeFileSync(`${parts.key(lab)}.pub`, `${key.public}\n`);
  const plan: Plan = {
    topology,
    network,
    secrets: newSecrets(topology.release),
    publicKey: key.public,
    hostKeys: new Map(topology.hosts.map(({ name }) => [name, newKeyPair(name)])),
  };
  const images = topology.hosts.filter(({ roles }) => roles.includes("image"));
  const tls = await makeCertificates(join(lab.folder, "tls"), [
    ...images.flatMap(({ name, number }) => [name, addressOf(plan, number)]),
    "glance.lab.test",
  ]);
  const inventory = inventoryFor(lab, plan, tls, await startLabAgent(lab));
  writeFileSync(parts.knownHosts(lab), knownHosts(inventory));
  await boot(lab, plan, inventory);
  writeInventory(lab, inventory);
}

/**
 * Boots the hosts of the services first. The others are ready when sshd is, but what Debian starts
 * on them would take the processors away from Keystone, for which all wait.
 */
async function boot(lab: Lab, plan: Plan, inventory: Inventory): Promise<void> {
  const { hosts } = plan.topology;
  const services = hosts.filter(
    ({ roles }) => roles.includes("identity") || roles.includes("storage"),
  );
  const others = hosts.filter((host) => !services.includes(host));
  const layers = new Map(hosts.map(({ layer }) => [layer, layersOf(layer)]));
  for (const group of [services, others]) {
    if (group.length === 0) continue;
    for (const host of group) {
      const stack = layers.get(host.layer) ?? [];
      writeFiles(plan, { plan: host, folder: parts.host(lab, host.name), layers: stack });
      startHost(lab, host.name, stack, plan.network.bridge);
    }
    say(`booting ${group.map(({ name }) => name).join(", ")} on ${plan.network.prefix}.0/24`);
    await Promise.all(group.map((host) => prepareHost(lab, plan, inventory, host)));
  }
}
