/** One command on one host over SSH, its key checked, its time bounded. */
import type { types } from "@pulumi/command";
import { Client, type ClientChannel, type ConnectConfig, type ServerHostKeyAlgorithm } from "ssh2";

type Connection = types.output.remote.Connection;
type Login = Pick<
  Connection,
  "host" | "port" | "user" | "privateKey" | "privateKeyPassword" | "hostKey"
>;

/** What a command answered. */
export interface Answer {
  /** Its exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Longest a connection may take to be ready, in milliseconds. */
const readyTimeout = 15_000;

/** Runs a command with this stdin. Rejects with a sentence where the host cannot be asked. */
export async function execute(
  connection: Connection,
  command: string,
  stdin: string | Buffer,
  seconds: number,
): Promise<Answer> {
  const open: Client[] = [];
  try {
    const bastion = connection.proxy;
    let client: Client;
    if (bastion === undefined) {
      client = await connect(configuration(connection), open);
    } else {
      const first = await connect(configuration(bastion), open);
      const sock = await forward(first, connection.host, connection.port ?? 22);
      client = await connect({ ...configuration(connection), sock }, open);
    }
    return await run(client, command, stdin, seconds);
  } finally {
    for (const client of open) client.end();
  }
}

function configuration(login: Login): ConnectConfig {
  const { hostKey = "" } = login;
  const [kind = "", key = ""] = hostKey.split(" ");
  return {
    host: login.host,
    port: login.port ?? 22,
    username: login.user ?? "root",
    readyTimeout,
    keepaliveInterval: 5_000,
    algorithms: { serverHostKey: algorithms(kind) },
    hostVerifier: (found: Buffer) => found.equals(Buffer.from(key, "base64")),
    ...credentials(login),
  };
}

/** A key in the configuration, else the agent's, as the command provider does. */
function credentials({ privateKey, privateKeyPassword }: Login): ConnectConfig {
  if (privateKey !== undefined) {
    return privateKeyPassword === undefined
      ? { privateKey }
      : { privateKey, passphrase: privateKeyPassword };
  }
  const agent = process.env.SSH_AUTH_SOCK;
  if (agent === undefined) throw new Error("no SSH agent runs, and no ssh.privateKey is given");
  return { agent };
}

/** Only the kind of key that is pinned is asked for; of RSA the signatures that servers still make. */
function algorithms(kind: string): ServerHostKeyAlgorithm[] {
  return kind === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256"] : [kind as ServerHostKeyAlgorithm];
}

function connect(config: ConnectConfig, open: Client[]): Promise<Client> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    open.push(client);
    client.once("ready", () => {
      resolve(client);
    });
    client.once("error", (error: Error & { level?: string }) => {
      reject(new Error(reason(error, `${config.host}:${config.port}`)));
    });
    client.connect(config);
  });
}

function reason(error: Error & { level?: string }, where: string): string {
  if (error.message.includes("verification failed")) {
    return `${where} has another host key than the one in the configuration`;
  }
  if (error.level === "client-authentication") return `${where} refuses the login`;
  if (error.level === "client-timeout") {
    return `${where} does not answer within ${readyTimeout / 1000} s`;
  }
  return `${where}: ${error.message}`;
}

function forward(client: Client, host: string, port: number): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.forwardOut("127.0.0.1", 0, host, port, (error, channel) => {
      if (error) reject(new Error(`the bastion cannot reach ${host}:${port}: ${error.message}`));
      else resolve(channel);
    });
  });
}

function run(
  client: Client,
  command: string,
  stdin: string | Buffer,
  seconds: number,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      reject(new Error(`no answer within ${seconds} s`));
    }, seconds * 1000);
    client.once("close", () => {
      clearTimeout(late);
      reject(new Error("the connection broke"));
    });
    client.exec(command, (error, channel) => {
      if (error) {
        clearTimeout(late);
        reject(error);
        return;
      }
      const said = { stdout: "", stderr: "" };
      channel.on("data", (data: Buffer) => (said.stdout += data.toString()));
      channel.stderr.on("data", (data: Buffer) => (said.stderr += data.toString()));
      channel.on("close", (code: number | null) => {
        clearTimeout(late);
        resolve({ code, ...said });
      });
      channel.end(stdin);
    });
  });
}
