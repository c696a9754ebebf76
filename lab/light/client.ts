/** Runs a command on a lab's host over SSH, with this process's streams or text. */
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { Client, utils, type ClientChannel } from "ssh2";
import type { Inventory } from "../inventory";

/** What a command said and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A connection to a host, as the lab's user. */
export async function login(inventory: Inventory, host: string): Promise<Client> {
  const target = inventory.hosts[host];
  if (target === undefined) {
    const names = Object.keys(inventory.hosts).join(", ");
    throw new Error(`lab '${inventory.lab}' has no host '${host}', only ${names}`);
  }
  const pinned = utils.parseKey(target.hostKey);
  if (pinned instanceof Error) throw pinned;
  const client = new Client();
  await new Promise<void>((resolve, reject) => {
    client.once("ready", resolve).once("error", reject);
    client.connect({
      sock: connect({ host: target.address, port: target.port, noDelay: true }),
      username: inventory.ssh.user,
      privateKey: readFileSync(inventory.ssh.privateKeyFile),
      hostVerifier: (key: Buffer) => key.equals(pinned.getPublicSSH()),
    });
  });
  return client;
}

/** A command under way. */
export interface Running {
  readonly channel: ClientChannel;
  /** Its exit code, 128 where a signal ended it, 255 where nothing was said of its end. */
  readonly ended: Promise<number>;
}

/** Begins a command on an open connection. */
export function begin(client: Client, command: string): Promise<Running> {
  return new Promise((resolve, reject) =>
    client.exec(command, (error, channel) => {
      if (error) {
        reject(error);
        return;
      }
      // At once: a quick command's end comes in the same packet as its beginning.
      const ended = new Promise<number>((over) => {
        let code = 255;
        channel.on("exit", (given: number | null) => (code = given ?? 128));
        channel.on("close", () => {
          over(code);
        });
      });
      resolve({ channel, ended });
    }),
  );
}

/** Runs a command with that text as its stdin. */
export async function execute(
  inventory: Inventory,
  host: string,
  command: string,
  stdin = "",
): Promise<Outcome> {
  const client = await login(inventory, host);
  try {
    const { channel, ended } = await begin(client, command);
    const chunks: Record<"stdout" | "stderr", Buffer[]> = { stdout: [], stderr: [] };
    channel.on("data", (data: Buffer) => chunks.stdout.push(data));
    channel.stderr.on("data", (data: Buffer) => chunks.stderr.push(data));
    channel.end(stdin);
    const code = await ended;
    const text = (kind: "stdout" | "stderr") => Buffer.concat(chunks[kind]).toString();
    return { code, stdout: text("stdout"), stderr: text("stderr") };
  } finally {
    client.end();
  }
}
