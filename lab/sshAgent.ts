/** OpenSSH's agent, from its start until it holds a lab's key. */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { connect } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { installed } from "./installed";
import { until, type Seen } from "./until";

/** An SSH agent of the lab's own, and how to end it. */
export interface Agent {
  readonly socket: string;
  readonly process: ChildProcess;
}

/** The longest path that a Unix socket may have, and a few to spare. */
const longestPath = 100;

/**
 * Starts an agent that holds the key in that file; null where OpenSSH's agent is not installed, or
 * the folder's path is too long for a socket. It ends with this process, unless `keep` takes it over.
 */
export async function startAgent(
  folder: string,
  keyFile: string,
  keep?: (agent: ChildProcess) => void,
): Promise<Agent | null> {
  if (!installed("ssh-agent") || !installed("ssh-add")) return null;
  const socket = join(folder, "agent");
  if (Buffer.byteLength(socket) > longestPath) return null;
  const detached = keep !== undefined;
  const agent = spawn("ssh-agent", ["-D", "-a", socket], { detached, stdio: "ignore" });
  (keep ?? endWithThisProcess)(agent);
  await giveKey(agent, socket, keyFile);
  return { socket, process: agent };
}

function endWithThisProcess(agent: ChildProcess): void {
  const end = () => agent.kill();
  process.once("exit", end);
  agent.once("exit", () => process.off("exit", end));
}

/** Waits until an agent that was just started takes connections, and gives it a key. */
async function giveKey(agent: ChildProcess, socket: string, keyFile: string): Promise<void> {
  await until("ssh-agent to answer", () => {
    if (agent.exitCode !== null) throw new Error(`ssh-agent ended with ${agent.exitCode}`);
    return answers(socket);
  });
  const environment = { ...process.env, SSH_AUTH_SOCK: socket };
  await promisify(execFile)("ssh-add", ["-q", keyFile], { env: environment });
}

/** Whether it does; a socket's file is there a moment before anybody listens. */
function answers(socket: string): Promise<Seen> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    connection.once("connect", () => {
      connection.destroy();
      resolve(true);
    });
    connection.once("error", ({ message }) => {
      resolve(message);
    });
  });
}
