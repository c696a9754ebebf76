/** A login to one SSH server, its key checked, each phase of it named when it does not end in time. */
import { connect, type Socket } from "node:net";
import type { types } from "@pulumi/command";
import { Client, type ClientChannel, type ConnectConfig, type ServerHostKeyAlgorithm } from "ssh2";

/** A server and how to log in to it: a host, or a bastion. */
export type Login = Pick<
  types.output.remote.Connection,
  "host" | "port" | "user" | "privateKey" | "privateKeyPassword" | "hostKey"
>;

/** What a server has not done in time, and what the operator looks at first. */
const undone = {
  connection: {
    what: "does not accept a connection",
    remedy: "See that the host is up, and that no firewall stands between",
  },
  greeting: {
    what: "accepts connections, but no SSH server greets there",
    remedy: "See that this is the port of SSH, and that sshd runs",
  },
  keys: {
    what: "greets as an SSH server, but does not exchange keys",
    remedy: "See that the host is not overloaded, and that long packets reach it",
  },
  login: {
    what: "does not answer the login",
    remedy: "See what sshd's log on the host says of it",
  },
} as const;

/** What the system says where no connection comes about, by its code, and what the operator looks at first. */
const unreachable: Readonly<Record<string, { what: string; remedy: string }>> = {
  ECONNREFUSED: {
    what: "refuses the connection",
    remedy: "See that sshd runs there, and that this is its port",
  },
  EHOSTUNREACH: {
    what: "cannot be reached from here",
    remedy: "See that the host is up, and that a route leads there",
  },
  ENETUNREACH: {
    what: "cannot be reached from here",
    remedy: "See that this machine has a route to the host's network",
  },
  ENOTFOUND: {
    what: "has a name that no name server knows",
    remedy: "Correct its address, or give an IP address",
  },
};

/** How an error names a server. */
export const place = ({ host, port = 22 }: Pick<Login, "host" | "port">) => `${host}:${port}`;

/**
 * Logs in. The client goes into `open` at once, for whoever called to end it. All phases together have
 * `seconds`: the command plugin's own perDialTimeout ends with the first.
 */
export function dial(
  login: Login,
  seconds: number,
  open: Client[],
  through?: ClientChannel,
): Promise<Client> {
  const where = place(login);
  const config = configuration(login);
  // Small packets go at once: a session takes a quarter of the time that it takes else.
  const sock: Socket | ClientChannel =
    through ?? connect({ host: login.host, port: login.port ?? 22, noDelay: true });
  const client = new Client();
  open.push(client);
  let late: NodeJS.Timeout | undefined;

  const ready = new Promise<Client>((resolve, reject) => {
    let phase: keyof typeof undone = through === undefined ? "connection" : "greeting";
    sock.once("connect", () => (phase = "greeting"));
    const greeted = (data: Buffer) => {
      if (!data.includes("SSH-")) return; // lines may come before the greeting
      phase = "keys";
      sock.off("data", greeted);
    };
    sock.on("data", greeted);
    client.once("handshake", () => (phase = "login"));
    client.once("ready", () => {
      resolve(client);
    });
    late = setTimeout(() => {
      const agent = phase === "login" && "agent" in config ? ", or the SSH agent not to it" : "";
      const { what, remedy } = undone[phase];
      reject(new Error(`${where} ${what}${agent} within ${seconds} s. ${remedy}.`));
    }, seconds * 1000);
    // Listened to for good: an error after the login is followed by the close, which tells of it.
    client.on("error", (error: Error & { level?: string }) => {
      reject(new Error(reason(error, where)));
    });
    client.once("close", () => {
      const { what, remedy } = undone[phase];
      reject(new Error(`${where} ${what}: it closes the connection. ${remedy}.`));
    });
    client.connect({ ...config, sock });
  });
  return ready
    .catch((error: unknown) => {
      sock.destroy();
      throw error;
    })
    .finally(() => {
      clearTimeout(late);
    });
}

function configuration(login: Login): ConnectConfig {
  const { hostKey = "" } = login;
  const [kind = "", key = ""] = hostKey.split(" ");
  return {
    username: login.user ?? "root",
    readyTimeout: 0, // `dial` has its own limit, which knows the phase
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
  if (agent === undefined)
    throw new Error(
      "no SSH agent runs, and no ssh.privateKey is given. Start an agent and add the key, or give it.",
    );
  return { agent };
}

/** Only the kind of key that is pinned is asked for; of RSA the signatures that servers still make. */
function algorithms(kind: string): ServerHostKeyAlgorithm[] {
  return kind === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256"] : [kind as ServerHostKeyAlgorithm];
}

function reason(error: Error & { level?: string; code?: string }, where: string): string {
  if (error.message.includes("verification failed")) {
    return `${where} has another host key than the one in the configuration. Compare the two on the host itself, and correct the configuration if this is the right host.`;
  }
  if (error.level === "client-authentication")
    return `${where} refuses the login. Let the user of this stack log in there with the stack's key.`;
  const { what, remedy } = unreachable[error.code ?? ""] ?? {};
  return what === undefined ? `${where}: ${error.message}` : `${where} ${what}. ${remedy}.`;
}
