/** OpenSSH's client with a lab's key and host keys, and nothing of the user's own configuration. */
import type { Inventory } from "./inventory";

/** The options with which ssh trusts the lab's hosts only and logs in with the lab's key only. */
export function sshOptions({ ssh }: Inventory): readonly string[] {
  const options = {
    IdentityFile: ssh.privateKeyFile,
    IdentitiesOnly: "yes",
    IdentityAgent: "none",
    UserKnownHostsFile: ssh.knownHostsFile,
    StrictHostKeyChecking: "yes",
    BatchMode: "yes",
    // A host that was ended says no goodbye; one on a busy machine is silent for a while.
    ServerAliveInterval: "5",
    ServerAliveCountMax: "12",
    LogLevel: "ERROR",
  };
  const words = Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  return ["-F", "none", ...words];
}

/** The words after `ssh` that run a shell's command on a host as the lab's user; a login without. */
export function sshWords(inventory: Inventory, host: string, command?: string): readonly string[] {
  const { address, port } = hostOf(inventory, host);
  const words = [...sshOptions(inventory), "-p", String(port), `${inventory.ssh.user}@${address}`];
  return command === undefined ? words : [...words, "--", command];
}

/** A host of the lab; an error that names those that there are. */
export function hostOf({ lab, hosts }: Inventory, host: string): Inventory["hosts"][string] {
  const found = hosts[host];
  if (found === undefined) {
    throw new Error(`lab '${lab}' has no host '${host}'; it has ${Object.keys(hosts).join(", ")}`);
  }
  return found;
}

/** The lines of a known_hosts file. */
export function knownHosts({ hosts }: Pick<Inventory, "hosts">): string {
  return Object.entries(hosts)
    .map(([name, { address, port, hostKey }]) =>
      port === 22 ? `${address},${name} ${hostKey}\n` : `[${address}]:${port} ${hostKey}\n`,
    )
    .join("");
}
