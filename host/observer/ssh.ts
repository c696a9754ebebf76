/** One command on one host over SSH, its time bounded in every phase. */
import type { types } from "@pulumi/command";
import type { Client, ClientChannel } from "ssh2";
import { dial, place } from "./dial";

type Connection = types.output.remote.Connection;

/** What a command answered. */
export interface Answer {
  /** Its exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Longest a login may take from the first packet on, and then a channel, in seconds. */
const readySeconds = 15;

/**
 * Runs a command with this stdin, which may take `seconds`. Rejects with a sentence that names the
 * host, or the bastion, and what it did not do, where the host cannot be asked.
 */
export async function execute(
  connection: Connection,
  command: string,
  stdin: string | Buffer,
  seconds: number,
  ready = readySeconds,
): Promise<Answer> {
  const open: Client[] = [];
  try {
    const client = await reach(connection, ready, open);
    const where = place(connection);
    const channel = await within<ClientChannel>(
      client,
      `${where} accepts the login, but opens no channel`,
      ready,
      (done) => client.exec(command, done),
    );
    const answer = await within<Answer>(client, where, seconds, (done) => {
      converse(channel, stdin, done);
    });
    for (const each of open) each.end();
    return answer;
  } catch (error) {
    // One that does not answer would not answer a farewell either, and keep this process alive.
    for (const each of open) each.destroy();
    throw error;
  }
}

/** Logs in to the host, through the bastion where there is one. */
async function reach(connection: Connection, ready: number, open: Client[]): Promise<Client> {
  const bastion = connection.proxy;
  if (bastion === undefined) return dial(connection, ready, open);
  const first = await dial(bastion, ready, open);
  const { host, port = 22 } = connection;
  const way = await within<ClientChannel>(
    first,
    `the bastion ${place(bastion)} opens no way to ${place(connection)}`,
    ready,
    (done) => first.forwardOut("127.0.0.1", 0, host, port, done),
  );
  return dial(connection, ready, open, way);
}

type Done<Result> = (error: Error | undefined, result: Result) => void;

/** What `begin` comes to; an error, which begins with `what`, where that does not end in time. */
function within<Result>(
  client: Client,
  what: string,
  seconds: number,
  begin: (done: Done<Result>) => unknown,
): Promise<Result> {
  return new Promise<Result>((resolve, reject) => {
    const broken = () => {
      fail("the connection broke");
    };
    const late = setTimeout(() => {
      fail(`no answer within ${seconds} s`);
    }, seconds * 1000);
    const settled = () => {
      clearTimeout(late);
      client.off("close", broken);
    };
    const fail = (why: string) => {
      settled();
      reject(new Error(`${what}: ${why}`));
    };
    client.once("close", broken);
    begin((error, result) => {
      if (error) {
        fail(error.message);
        return;
      }
      settled();
      resolve(result);
    });
  });
}

/** Says `stdin` and hears the command out. All bytes are joined before they are read as UTF-8. */
function converse(channel: ClientChannel, stdin: string | Buffer, done: Done<Answer>): void {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  channel.on("data", (data: Buffer) => stdout.push(data));
  channel.stderr.on("data", (data: Buffer) => stderr.push(data));
  channel.on("close", (code: number | null) => {
    const [out, err] = [stdout, stderr].map((parts) => Buffer.concat(parts).toString("utf8"));
    done(undefined, { code, stdout: out ?? "", stderr: err ?? "" });
  });
  channel.end(stdin);
}
