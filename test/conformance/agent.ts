/** OpenSSH's own tools, for keys with a password and for an agent. */
import { execFileSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { giveKey } from "../../lab/sshAgent";

function keyFile(folder: string, key: string): string {
  const file = join(folder, "key");
  writeFileSync(file, key.endsWith("\n") ? key : `${key}\n`, { mode: 0o600 });
  return file;
}

/** The same private key, encrypted with a password. */
export function lock(key: string, folder: string, password: string): string {
  const file = keyFile(folder, key);
  execFileSync("ssh-keygen", ["-q", "-p", "-P", "", "-N", password, "-f", file], {
    stdio: "ignore",
  });
  return readFileSync(file, "utf8");
}

/** An agent that holds the key, until it is stopped. */
export async function startAgent(folder: string, key: string) {
  const socket = join(folder, "agent.sock");
  const agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
  await giveKey(agent, socket, keyFile(folder, key));
  return { socket, stop: () => agent.kill() };
}
