/** OpenSSH's client with a lab's key and host keys, and nothing of the user's own configuration. */
import { spawn, spawnSync } from "node:child_process";
import { connect } from "node:net";
import type { Inventory } from "./inventory";
import { until, type Seen } from "./until";
import { parts, type Lab } from "./state";

/** The words of an ssh command to a host, its command not yet among them. */
export function sshWords(lab: Lab, address: string): readonly string[] {
  const options = {
    IdentityFile: parts.key(lab),
    IdentitiesOnly: "yes",
    UserKnownHostsFile: parts.knownHosts(lab),
    StrictHostKeyChecking: "yes",
    BatchMode: "yes",
    // A host that was ended says no goodbye; one on a busy machine is silent for a while.
    ServerAliveInterval: "5",
    ServerAliveCountMax: "12",
    LogLevel: "ERROR",
  };
  const words = Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  return ["-F", "/dev/null", ...words, `root@${address}`];
}

/** The lines of a known_hosts file. */
export function knownHosts({ hosts }: Inventory): string {
  return Object.entries(hosts)
    .map(([name, { address, port, hostKey }]) =>
      port === 22 ? `${address},${name} ${hostKey}\n` : `[${address}]:${port} ${hostKey}\n`,
    )
    .join("");
}

/** Runs a command on a host with this terminal's input and output; its exit code. */
export function execute(lab: Lab, address: string, command: readonly string[], tty = false) {
  const words = [...(tty ? ["-t"] : []), ...sshWords(lab, address)];
  const remote = command.length === 0 ? [] : ["--", quoted(command)];
  return spawnSync("ssh", [...words, ...remote], { stdio: "inherit" }).status ?? 255;
}

/** One word may be a whole command, as with ssh; several are taken as they are. */
function quoted(command: readonly string[]): string {
  if (command.length === 1) return command.join("");
  return command
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(" ");
}

/** Runs a Python program on a host, with REQUEST set; fails with what it says. */
export function python(lab: Lab, address: string, program: string, request: unknown) {
  const literal = JSON.stringify(JSON.stringify(request));
  const input = `import json\nREQUEST = json.loads(${literal})\n${program}`;
  const child = spawn("ssh", [...sshWords(lab, address), "--", "python3 -"]);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data: Buffer) => (said += data.toString()));
  }
  child.stdin.on("error", () => undefined); // the exit code tells
  child.stdin.end(input);
  return new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(said.trim() || `ssh ended with ${code}`));
    });
  });
}

/** Waits until an SSH server answers at that address. */
export async function untilAnswers(address: string, port: number): Promise<void> {
  await until(`an SSH server at ${address}`, () => answered(address, port));
}

/** Whether an SSH server answers at that address. */
export async function answers(address: string, port: number): Promise<boolean> {
  return (await answered(address, port)) === true;
}

/** Seconds for a connection, which a host that boots may lose, and then for a server's first words. */
const patience = { connection: 1, words: 30 };

function answered(address: string, port: number): Promise<Seen> {
  return new Promise((resolve) => {
    const socket = connect(port, address);
    const done = (seen: Seen) => {
      socket.destroy();
      resolve(seen);
    };
    socket.setTimeout(patience.connection * 1000, () => {
      done(socket.connecting ? "no answer" : "a server that says nothing");
    });
    socket.once("connect", () => socket.setTimeout(patience.words * 1000));
    socket.once("data", (data) => {
      const words = data.toString();
      done(words.startsWith("SSH-") || `a server that says ${JSON.stringify(words.slice(0, 40))}`);
    });
    socket.once("error", ({ message }) => {
      done(message);
    });
    socket.once("end", () => {
      done("a server that hangs up");
    });
  });
}
