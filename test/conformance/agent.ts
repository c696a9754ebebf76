/** OpenSSH's own tools, for keys with a password and for an agent. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startAgent } from "../../lab/sshAgent";

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
export async function agentWith(key: string, folder: string) {
  const agent = await startAgent(folder, keyFile(folder, key));
  if (agent === null) throw new Error("there is no ssh-agent, or the folder's path is too long");
  return { socket: agent.socket, stop: () => agent.process.kill() };
}
