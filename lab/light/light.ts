/**
 * Topology light: hosts that need no privilege and start in a second. Each is an SSH server on
 * loopback that runs the real on-host program on a temporary root, where fakes stand in for
 * systemctl, the package manager, mounts and the firewall. It serves quick tests and machines
 * without privileges. It never proves that a service works: there is none.
 */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { removeFolder } from "../removeFolder";
import type { Inventory, TlsFiles } from "../inventory";
import { makeCertificates } from "../certificates";
import { newKeyPair, type KeyPair } from "../keyPair";
import { knownHosts } from "../ssh";
import { startAgent, type Agent } from "../sshAgent";
import { startFakes, type Fakes } from "./fakes";
import { seed, type Running } from "./seed";
import { startServer, type HostServer } from "./server";
import { zed, type Topology } from "./topology";

/** How a light lab is made. */
export interface LightOptions {
  /** Its name; `light` when missing. */
  readonly name?: string;
  /** Where it keeps everything, removed when it stops; a temporary folder when missing. */
  readonly folder?: string;
  /** The hosts and their roles; those of topology zed when missing. */
  readonly topology?: Topology;
  /** Make certificates (a tenth of a second, needs openssl). Default: true. */
  readonly certificates?: boolean;
  /** Start an SSH agent that holds the lab's key. Default: true. */
  readonly agent?: boolean;
  /** Added to the environment of every command on its hosts. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** One running host. */
export interface LightHost {
  /** The host's `/`. */
  readonly root: string;
  /** The login's home folder. */
  readonly home: string;
  /** What its commands were called with, a line a call. */
  commands(): Promise<string[]>;
  /** What is running there, as its commands keep it. */
  running(): Running;
  /** How many times somebody has logged in. */
  logins(): Promise<number>;
  /**
   * Commands that begin with one of these fail from now on: `systemctl restart glance-api`. To be called
   * while none runs.
   */
  failOn(beginnings: readonly string[]): Promise<void>;
}

/** A running light lab. */
export interface Light {
  readonly inventory: Inventory;
  readonly hosts: Readonly<Record<string, LightHost>>;
  /** Ends one host's server: from now on the host does not answer. */
  endHost(host: string): Promise<void>;
  /** Ends every server and process of the lab and removes its folder. */
  stop(): Promise<void>;
}

/** Who may log in; both are the user that runs the lab. */
const users = { user: "root", sudoUser: "operator" } as const;

/** Starts a light lab in this process. */
export async function startLight(options: LightOptions = {}): Promise<Light> {
  const name = options.name ?? "light";
  const topology = options.topology ?? zed;
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), `glance-${name}-`)));
  await mkdir(folder, { recursive: true, mode: 0o700 });

  const key = newKeyPair(`lab ${name}`);
  const keyFile = join(folder, "id_ed25519");
  await writeFile(keyFile, key.private, { mode: 0o600 });
  await writeFile(`${keyFile}.pub`, `${key.public}\n`);

  const started: HostServer[] = [];
  let agent = null as Agent | null;
  let fakes = null as Fakes | null;
  const stop = async () => {
    agent?.process.kill();
    fakes?.end();
    await Promise.all(started.map((server) => server.stop()));
    await removeFolder(folder);
  };
  try {
    const hosts = Object.keys(topology);
    const python = await pythonFolder();
    const [{ folder: commands }, tls] = await all([
      startFakes(join(folder, "commands"), python).then((started) => (fakes = started)),
      options.certificates === false ? null : makeCertificates(join(folder, "tls"), hosts),
      options.agent === false ? null : startAgent(folder, keyFile).then((one) => (agent = one)),
    ]);
    const ready = await all(
      hosts.map(async (host) => {
        const roles = topology[host] ?? [];
        const { environment = {} } = options;
        const path = [commands, join(__dirname, "commands"), python, process.env.PATH ?? ""].join(
          ":",
        );
        const given = { folder: join(folder, "hosts", host), roles, key, path, environment };
        const ready = await startHost(given);
        started.push(ready.server);
        return [host, { ...ready, roles }] as const;
      }),
    );
    const knownHostsFile = join(folder, "known_hosts");
    const files = { privateKeyFile: keyFile, knownHostsFile, agentSocket: agent?.socket ?? null };
    const inventory = inventoryOf(name, files, tls, ready);
    await writeFile(knownHostsFile, knownHosts(inventory));
    return {
      inventory,
      hosts: Object.fromEntries(ready.map(([host, { control }]) => [host, control])),
      endHost: (host) => new Map(ready).get(host)?.server.stop() ?? Promise.resolve(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** As Promise.all, but when one fails it waits for the others, so that none starts afterwards. */
async function all<T extends readonly unknown[]>(promises: {
  readonly [K in keyof T]: T[K] | Promise<T[K]>;
}): Promise<T> {
  await Promise.allSettled(promises);
  return await Promise.all(promises);
}

interface HostOptions {
  readonly folder: string;
  readonly roles: readonly string[];
  readonly key: KeyPair;
  readonly path: string;
  readonly environment: Readonly<Record<string, string>>;
}

interface ReadyHost {
  readonly server: HostServer;
  readonly hostKey: string;
  readonly control: LightHost;
}

async function startHost(options: HostOptions): Promise<ReadyHost> {
  const { folder, roles, key, path } = options;
  const root = join(folder, "root");
  const homes = {
    [users.user]: join(folder, "home", users.user),
    [users.sudoUser]: join(folder, "home", users.sudoUser),
  };
  const stateFile = join(folder, "state", "host.json");
  const state = () => JSON.parse(readFileSync(stateFile, "utf8")) as Running;
  await seed(folder, roles);
  for (const home of Object.values(homes)) await mkdir(home, { recursive: true });

  const hostKey = newKeyPair("host key");
  const log = join(folder, "auth.log");
  const server = await startServer({
    hostKey: hostKey.private,
    authorizedKey: key.public,
    homes,
    root,
    folder,
    log,
    environment: {
      PATH: path,
      GLANCE_HOST_ROOT: root,
      FAKE_STATE: stateFile,
      LANG: "C.UTF-8",
      ...options.environment,
    },
  });
  const linesOf = async (file: string) =>
    (await readFile(file, "utf8")).split("\n").filter((line) => line !== "");
  const control: LightHost = {
    root,
    home: join(folder, "home", users.user),
    commands: async () =>
      (await linesOf(`${stateFile}.log`)).map((line) => (JSON.parse(line) as string[]).join(" ")),
    running: state,
    logins: async () => (await linesOf(log)).length,
    failOn: (beginnings) =>
      writeFile(stateFile, JSON.stringify({ ...state(), failing: beginnings })),
  };
  return { server, hostKey: hostKey.public.split(" ").slice(0, 2).join(" "), control };
}

/** The folder of a Python that has crudini and oslo.config. */
async function pythonFolder(): Promise<string> {
  const setup = join(__dirname, "..", "..", "toolchain", "python", "setup");
  const { stdout } = await promisify(execFile)(setup, ["--print-path"]);
  return stdout.trim();
}

/** What the lab offers. No service runs, so its addresses and passwords are made up. */
function inventoryOf(
  lab: string,
  files: Omit<Inventory["ssh"], keyof typeof users>,
  tls: TlsFiles | null,
  hosts: readonly (readonly [string, ReadyHost & { readonly roles: readonly string[] }])[],
): Inventory {
  const host = "127.0.0.1";
  const authUrl = `http://${host}:5000/v3`;
  return {
    lab,
    topology: "light",
    release: "zed",
    network: "127.0.0.0/8",
    hosts: Object.fromEntries(
      hosts.map(([name, { server, hostKey, roles }]) => [
        name,
        { address: host, port: server.port, hostKey, roles },
      ]),
    ),
    ssh: { ...users, ...files },
    database: { host, name: "glance", user: "glance", password: "light-database" },
    identity: {
      url: authUrl,
      adminPassword: "light-admin",
      rcFile: "/root/keystonerc_admin",
      host: hosts.find(([, { roles }]) => roles.includes("identity"))?.[0] ?? "controller",
    },
    swift: { authUrl, project: "services", user: "swift", password: "light-swift" },
    broker: { host, port: 5672, user: "glance", password: "light-broker", virtualHost: "/" },
    gluster: { server: host, volume: "images" },
    tls,
  };
}
