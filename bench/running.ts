/** Plain OpenSSH to the lab's hosts, many at once: for the floor, and for what is not measured. */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Inventory } from "../lab/inventory";

/** How many sessions run at a time. */
const atOnce = 32;

/** Writes the lab's host keys as OpenSSH wants them; returns the file. */
export function writeKnownHosts(inventory: Inventory, folder: string): string {
  const file = join(folder, "known_hosts");
  const lines = Object.values(inventory.hosts).map(
    ({ address, port, hostKey }) =>
      `${port === 22 ? address : `[${address}]:${port}`} ${hostKey}\n`,
  );
  writeFileSync(file, lines.join(""));
  return file;
}

/** The options with which OpenSSH trusts the lab's hosts only and uses the lab's key only. */
export function sshOptions(inventory: Inventory, folder: string): readonly string[] {
  return [
    ...["-F", "none", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes"],
    ...["-o", `UserKnownHostsFile=${join(folder, "known_hosts")}`],
    ...["-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none"],
    ...["-i", inventory.ssh.privateKeyFile],
  ];
}

/** The command line that runs `command` on a host. */
export function sshCommand(
  inventory: Inventory,
  folder: string,
  host: string,
  command: string,
): readonly string[] {
  const target = inventory.hosts[host];
  if (target === undefined) throw new Error(`the lab has no host ${host}`);
  const login = `${inventory.ssh.user}@${target.address}`;
  return ["ssh", ...sshOptions(inventory, folder), "-p", String(target.port), login, command];
}

/** Runs a command line with that stdin; its stdout. Throws with its stderr when it fails. */
export function run(
  command: readonly string[],
  options: { cwd?: string; stdin?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Buffer> {
  const [name = "", ...rest] = command;
  const child = spawn(name, rest, { cwd: options.cwd, env: { ...process.env, ...options.env } });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on("data", (data: Buffer) => out.push(data));
  child.stderr.on("data", (data: Buffer) => err.push(data));
  child.stdin.on("error", () => undefined); // it may read none of it
  child.stdin.end(options.stdin ?? "");
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) {
        resolve(Buffer.concat(out));
        return;
      }
      const said = Buffer.concat([...out, ...err])
        .toString()
        .slice(-4000);
      reject(new Error(`${name} ended with ${code}: ${said}`));
    });
  });
}

/** Runs a shell command on all those hosts; stdout by host. */
export async function everywhere(
  inventory: Inventory,
  folder: string,
  hosts: readonly string[],
  command: string,
): Promise<ReadonlyMap<string, string>> {
  const answers = new Map<string, string>();
  const waiting = [...hosts];
  const worker = async () => {
    for (let host = waiting.shift(); host !== undefined; host = waiting.shift()) {
      const answer = await run(sshCommand(inventory, folder, host, command));
      answers.set(host, answer.toString());
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return answers;
}
