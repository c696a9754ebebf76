/** Command lines of this machine, and shell commands on many hosts at once, which nobody measures. */
import { spawn } from "node:child_process";
import type { Inventory } from "../lab/inventory";
import { output } from "../lab/onHost";

/** How many sessions run at a time. */
const atOnce = 32;

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
  hosts: readonly string[],
  command: string,
): Promise<ReadonlyMap<string, string>> {
  const answers = new Map<string, string>();
  const waiting = [...hosts];
  const worker = async () => {
    for (let host = waiting.shift(); host !== undefined; host = waiting.shift()) {
      answers.set(host, await output(inventory, host, command));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return answers;
}
