/** One host of a light lab: an SSH server on loopback that runs commands on a temporary root. */
import { spawn, type ChildProcess } from "node:child_process";
import { appendFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { Server, utils, type AuthContext, type Connection, type ServerChannel } from "ssh2";
import { serveSftp, type Place } from "./sftp";

/** What a host's server needs. */
export interface ServerOptions {
  /** Its private host key. */
  readonly hostKey: string;
  /** The public key that may log in. */
  readonly authorizedKey: string;
  /** Who may log in, and where each is at home. */
  readonly homes: Readonly<Record<string, string>>;
  readonly root: string;
  readonly folder: string;
  /** Environment of every command. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Each login adds a line, as sshd's own journal has it. */
  readonly log: string;
}

/** A running server. */
export interface HostServer {
  readonly port: number;
  /** Ends it, with all connections and all commands that still run. */
  stop(): Promise<void>;
}

/** Starts a host's server on a free port of 127.0.0.1. */
export async function startServer(options: ServerOptions): Promise<HostServer> {
  const connections = new Set<Connection>();
  const commands = new Set<ChildProcess>();
  const ssh = new Server({ hostKeys: [options.hostKey] }, (connection) => {
    connections.add(connection);
    connection.on("close", () => connections.delete(connection));
    connection.on("error", () => connection.end()); // a client that hangs up early
    serve(connection, options, commands);
  });
  // A listener of our own, for ssh2's waits 40 ms to send each small packet.
  const server = createServer({ noDelay: true }, (socket) => {
    ssh.injectSocket(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      for (const command of commands) kill(command, "SIGKILL");
      for (const connection of connections) connection.end();
      await new Promise<void>((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
    },
  };
}

function serve(connection: Connection, options: ServerOptions, commands: Set<ChildProcess>): void {
  let home = "";
  connection.on("authentication", (context) => {
    const theirs = options.homes[context.username];
    if (theirs === undefined || !authorized(context, options.authorizedKey)) {
      context.reject(["publickey"]);
      return;
    }
    home = theirs;
    if (context.method === "publickey" && context.signature !== undefined) {
      appendFileSync(options.log, `Accepted publickey for ${context.username}\n`);
    }
    context.accept();
  });
  connection.on("tcpip", (accept, reject, { destIP, destPort }) => {
    // A bastion, to the lab's own hosts only.
    if (destIP !== "127.0.0.1" && destIP !== "localhost") {
      reject();
      return;
    }
    const socket = connect(destPort, "127.0.0.1");
    socket.once("error", () => {
      reject();
    });
    socket.once("connect", () => {
      const channel = accept();
      socket.on("error", () => channel.end());
      socket.pipe(channel).pipe(socket);
    });
  });
  connection.on("session", (acceptSession) => {
    const session = acceptSession();
    const place: Place = { home, root: options.root, folder: options.folder };
    const begin = (channel: ServerChannel, command: readonly string[]) => {
      const child = run(channel, command, home, options.environment);
      commands.add(child);
      child.once("close", () => commands.delete(child));
      session.on("signal", (_accept, _reject, { name }) => {
        kill(child, `SIG${name}`);
      });
    };
    session.on("exec", (accept, _reject, { command }) => {
      begin(accept(), ["-c", command]);
    });
    session.on("shell", (accept) => {
      begin(accept(), []);
    });
    session.on("sftp", (accept) => {
      serveSftp(accept(), place);
    });
  });
}

/** A key is offered first without a signature, then with one over the session. */
function authorized(context: AuthContext, publicKey: string): boolean {
  const key = utils.parseKey(publicKey);
  if (context.method !== "publickey" || key instanceof Error) return false;
  if (context.key.algo !== key.type || !context.key.data.equals(key.getPublicSSH())) return false;
  if (context.signature === undefined || context.blob === undefined) return true;
  return key.verify(context.blob, context.signature, context.hashAlgo);
}

/** Runs a command with a channel's streams, in a process group of its own. */
function run(
  channel: ServerChannel,
  command: readonly string[],
  home: string,
  environment: ServerOptions["environment"],
): ChildProcess {
  const child = spawn("/bin/sh", command, {
    cwd: home,
    env: { ...environment, HOME: home },
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.on("error", () => undefined); // the command does not read all that it is sent
  channel.on("error", () => undefined);
  channel.pipe(child.stdin);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  channel.once("close", () => {
    // Whoever asked is gone: as with sshd, what the command still writes finds no reader.
    child.stdout.destroy();
    child.stderr.destroy();
  });
  child.once("error", (error) => {
    channel.stderr.write(`${error.message}\n`);
    channel.exit(126);
    channel.end();
  });
  child.once("close", (code, signal) => {
    if (signal === null) channel.exit(code ?? 255);
    else channel.exit(signal.replace(/^SIG/, ""), false, "");
    channel.end();
  });
  return child;
}

/** Signals a command's whole process group, which may outlive the shell that led it. */
function kill(child: ChildProcess, signal: string): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It ended by itself, or there is no such signal.
  }
}
