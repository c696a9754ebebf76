/** Brings a lab up. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Inventory, LabHost } from "../light/inventory";
import { makeCertificates, newKeyPair, type KeyPair } from "../light/keys";
import { inventoryFile } from "../light/state";
import { processesOf } from "./cgroup";
import { down } from "./down";
import { writeFiles, type Plan } from "./files";
import { buildImages, layersOf } from "./images";
import { requireMachine } from "./machine";
import { allocate, kernel, raise } from "./network";
import { startAgent, startHost } from "./processes";
import { LabError, say, step } from "./progress";
import { newSecrets } from "./secrets";
import { prepareHost } from "./services";
import { knownHosts } from "./ssh";
import { parts, type Lab } from "./state";
import type { Topology } from "./topology";

/** Boots all hosts of a topology and makes on them what the guide assumes. */
export async function up(lab: Lab, topology: Topology): Promise<void> {
  const begun = Date.now();
  if (isUp(lab)) {
    say(`lab '${lab.name}' is already up`);
    return;
  }
  requireMachine();
  buildImages(topology.hosts.map(({ image }) => image));
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
  return existsSync(inventoryFile(lab.folder)) && processesOf(lab.group).length > 0;
}

/** Clears what an `up` that did not come through, or a reboot, has left of this lab. */
async function clearRemains(lab: Lab): Promise<void> {
  if (!existsSync(lab.folder)) return;
  const pid = existsSync(parts.upPid(lab)) ? readFileSync(parts.upPid(lab), "utf8") : "";
  if (pid !== "" && readCommandLine(pid).includes("lab/cli/main.ts")) {
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
  const plan: Plan = { topology, network, secrets: newSecrets(), publicKey: key.public };
  const hostKeys = new Map(topology.hosts.map(({ name }) => [name, newKeyPair(name)]));
  const imageHosts = topology.hosts.filter(({ roles }) => roles.includes("image"));
  const tls = await makeCertificates(join(lab.folder, "tls"), [
    ...imageHosts.flatMap(({ name, number }) => [name, `${network.prefix}.${number}`]),
    "glance.lab.test",
  ]);
  const inventory: Inventory = {
    ...inventoryFor(lab, plan, hostKeys),
    ssh: {
      user: "root",
      sudoUser: "operator",
      privateKeyFile: parts.key(lab),
      agentSocket: await startAgent(lab),
    },
    tls,
  };
  writeFileSync(parts.knownHosts(lab), knownHosts(inventory));
  for (const host of topology.hosts) {
    const upper = join(parts.host(lab, host.name), "upper");
    mkdirSync(upper, { recursive: true, mode: 0o755 });
    mkdirSync(join(upper, "root"), { mode: 0o700 });
    const hostKey = hostKeys.get(host.name);
    if (!hostKey) throw new Error(`no key for ${host.name}`);
    const layers = layersOf(host.image);
    writeFiles(plan, { plan: host, upper, layers, hostKey });
    startHost(lab, host.name, layers, network.bridge);
  }
  say(`${topology.hosts.length} hosts are booting on ${network.prefix}.0/24`);
  await step("hosts are ready", () =>
    Promise.all(topology.hosts.map((host) => prepareHost(lab, plan, host))),
  );
  writeFileSync(inventoryFile(lab.folder), `${JSON.stringify(inventory, null, 2)}\n`, {
    mode: 0o600,
  });
}

function inventoryFor(lab: Lab, { topology, network, secrets }: Plan, keys: Map<string, KeyPair>) {
  const address = (image: string) => {
    const host = topology.hosts.find((each) => each.image === image);
    return host ? `${network.prefix}.${host.number}` : "";
  };
  const controller = address("controller");
  const url = `http://${controller}:5000/v3`;
  const hosts = topology.hosts.map(({ name, number, roles }): [string, LabHost] => [
    name,
    {
      address: `${network.prefix}.${number}`,
      port: 22,
      hostKey: (keys.get(name)?.public ?? "").split(" ").slice(0, 2).join(" "),
      roles,
    },
  ]);
  return {
    lab: lab.name,
    topology: topology.name,
    network: `${network.prefix}.0/24`,
    hosts: Object.fromEntries(hosts),
    database: { host: controller, name: "glance", user: "glance", password: secrets.database },
    identity: {
      url,
      adminPassword: secrets.admin,
      rcFile: "/root/keystonerc_admin",
      host: "controller",
    },
    swift: { authUrl: url, project: "services", user: "swift", password: secrets.swift },
    broker: {
      host: controller,
      port: 5672,
      user: "glance",
      password: secrets.broker,
      virtualHost: "/",
    },
    gluster: { server: address("storage"), volume: "images" },
  };
}
