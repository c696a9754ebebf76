/** OpenSSH's agent, from its start until it holds a key. */
import { execFile, type ChildProcess } from "node:child_process";
import { connect } from "node:net";
import { promisify } from "node:util";
import { until, type Seen } from "./until";

/** Waits until an agent that was just started takes connections, and gives it a key. */
export async function giveKey(agent: ChildProcess, socket: string, keyFile: string): Promise<void> {
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
