/** Starts a lab's long-lived processes: in its control group, in sessions of their own. */
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startAgent } from "../sshAgent";
import { hierarchies } from "./cgroup";
import { parts, type Lab } from "../state";

/** Boots a host. It outlives this process. */
export function startHost(lab: Lab, host: string, layers: readonly string[], bridge: string): void {
  const folder = parts.host(lab, host);
  const log = openSync(parts.console(lab, host), "a", 0o600);
  const machine = machineName(lab, host);
  const words = [`${lab.group}/${host}`, folder, layers.join(":"), machine, bridge];
  spawn(join(__dirname, "start-host"), words, {
    detached: true,
    stdio: ["ignore", log, log],
  }).unref();
  closeSync(log);
}

/** What systemd-nspawn calls a host; its link to the bridge is named after it. */
export function machineName(lab: Lab, host: string): string {
  return `${lab.name}-${host}`.slice(0, 60);
}

/** Starts an agent that holds the lab's key and outlives this process; its socket, or null. */
export async function startLabAgent(lab: Lab): Promise<string | null> {
  const agent = await startAgent(lab.folder, parts.key(lab), (begun) => {
    begun.unref();
    for (const hierarchy of hierarchies()) {
      mkdirSync(join(hierarchy, lab.group, "agent"), { recursive: true });
      writeFileSync(join(hierarchy, lab.group, "agent", "cgroup.procs"), String(begun.pid));
    }
  });
  return agent?.socket ?? null;
}
