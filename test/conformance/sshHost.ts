/** An SSH host on loopback that records what is asked of it. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Server as TcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Server, utils, type AuthContext, type Connection, type ServerChannel } from "ssh2";
import { newKeyPair } from "../../lab/keyPair";
import { serveSftp } from "../../lab/light/sftp";

/** One command that a client ran. */
export interface Run {
  readonly user: string;
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
  /** All that came in on standard input, once the command has ended. */
  stdin: string;
}

/** Who may log in, beside the holder of the host's own `clientKey`. */
export interface HostOptions {
  readonly password?: string;
  /** Variables a client may set, as AcceptEnv of sshd. */
  readonly acceptEnv?: RegExp;
  /** Of loopback; 127.0.0.1 when missing. */
  readonly address?: string;
}

const keyPair = () => newKeyPair("conformance");

/** The host. `start` opens its port, `stop` closes it and removes its folder. */
export class SshHost {
  /** Where its commands run and uploads land, while it runs. */
  folder = "";
  readonly runs: Run[] = [];
  /** Logins, tunnels and uploads so far, and connections that came to nothing. */
  readonly counts = { logins: 0, tunnels: 0, uploads: 0, connections: 0 };
  readonly hostKey: string;
  readonly clientKey: string;
  port = 0;
  readonly #address: string;

  readonly #keys = keyPair();
  readonly #client = keyPair();
  readonly #connections = new Set<Connection>();
  readonly #options: HostOptions;
  #listener: TcpServer | undefined;

  constructor(options: HostOptions = {}) {
    this.#address = options.address ?? "127.0.0.1";
    this.#options = options;
    this.hostKey = this.#keys.public;
    this.clientKey = this.#client.private;
  }

  /** The `connection` input that reaches this host. */
  get connection() {
    return {
      host: this.#address,
      port: this.port,
      user: "tester",
      privateKey: this.clientKey,
      hostKey: this.hostKey,
    };
  }

  /** Listens on `port`, or on a free one, and is that port from then on. */
  async start(port = 0): Promise<this> {
    if (this.folder === "") this.folder = mkdtempSync(join(tmpdir(), "conformance-host-"));
    const ssh = new Server({ hostKeys: [this.#keys.private] }, (connection) => {
      this.#serve(connection);
    });
    const listener = createServer({ noDelay: true }, (socket) => {
      this.counts.connections++;
      ssh.injectSocket(socket);
    });
    await new Promise<void>((resolve, reject) => {
      listener.once("error", reject);
      listener.listen(port, this.#address, resolve);
    });
    this.#listener = listener;
    this.port = (listener.address() as AddressInfo).port;
    return this;
  }

  /** Ends all connections and removes the folder. */
  async stop(): Promise<void> {
    for (const connection of this.#connections) connection.end();
    await new Promise<void>((resolve) => {
      if (this.#listener === undefined) resolve();
      else
        this.#listener.close(() => {
          resolve();
        });
    });
    if (this.folder !== "") rmSync(this.folder, { recursive: true, force: true });
    this.folder = "";
  }

  /** The runs of commands that contain `text`. */
  having(text: string): Run[] {
    return this.runs.filter(({ command }) => command.includes(text));
  }

  #serve(connection: Connection): void {
    let user = "";
    this.#connections.add(connection);
    connection.on("close", () => this.#connections.delete(connection));
    connection.on("error", () => connection.end()); // a client that refuses the host key hangs up
    connection.on("authentication", (context) => {
      if (!this.#allows(context)) {
        context.reject(["publickey", "password"]);
        return;
      }
      user = context.username;
      context.accept();
    });
    connection.on("ready", () => this.counts.logins++);
    connection.on("tcpip", (accept, reject, { destIP, destPort }) => {
      const socket = connect(destPort, destIP);
      socket.once("error", () => {
        reject();
      });
      socket.once("connect", () => {
        this.counts.tunnels++;
        const channel = accept();
        socket.pipe(channel).pipe(socket);
      });
    });
    connection.on("session", (acceptSession) => {
      const session = acceptSession();
      const environment: Record<string, string> = {};
      session.on("env", (accept, reject, info) => {
        // The types have `val`, and the library gives `val`; sshd's word for it is AcceptEnv.
        if (this.#options.acceptEnv?.test(info.key) !== true) {
          reject();
          return;
        }
        environment[info.key] = info.val;
        accept();
      });
      session.on("exec", (accept, _reject, { command }) => {
        this.#run(accept(), { user, command, environment, stdin: "" });
      });
      session.on("sftp", (accept) => {
        const sftp = accept();
        sftp.on("OPEN", () => this.counts.uploads++);
        serveSftp(sftp, { home: this.folder, root: this.folder, folder: this.folder });
      });
    });
  }

  #allows(context: AuthContext): boolean {
    if (context.method === "password") return context.password === this.#options.password;
    const key = utils.parseKey(this.#client.public);
    if (context.method !== "publickey" || key instanceof Error) return false;
    if (!context.key.data.equals(key.getPublicSSH())) return false;
    if (context.signature === undefined || context.blob === undefined) return true;
    return key.verify(context.blob, context.signature, context.hashAlgo);
  }

  #run(channel: ServerChannel, run: Run): void {
    this.runs.push(run);
    const child = spawn("/bin/sh", ["-c", run.command], {
      cwd: this.folder,
      env: { PATH: process.env.PATH, ...run.environment },
    });
    child.stdin.on("error", () => undefined); // the command does not read all that it is sent
    channel.on("data", (data: Buffer) => (run.stdin += data.toString()));
    channel.pipe(child.stdin);
    child.stdout.pipe(channel, { end: false });
    child.stderr.pipe(channel.stderr, { end: false });
    child.once("close", (code, signal) => {
      if (signal === null) channel.exit(code ?? 255);
      else channel.exit(signal.replace(/^SIG/, ""), false, "");
      channel.end();
    });
  }
}
