/** Fills a host's folder: its temporary root with Debian 12's look, and what its commands keep. */
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** Folders that a package or the system itself makes, by role. */
const folders: Readonly<Record<string, readonly string[]>> = {
  all: [
    "etc/systemd/system",
    "run",
    "tmp",
    "root",
    "usr/local/bin",
    "usr/sbin",
    "var/lib",
    "var/log",
  ],
  image: [
    "etc/glance/policy.d",
    "var/lib/glance/images",
    "var/lib/glance/staging",
    "var/log/glance",
  ],
  compute: ["var/lib/nova/instances", "var/log/nova"],
};

/** Packages by role. crudini is there, since its command is. */
const packages: Readonly<Record<string, readonly string[]>> = {
  all: ["python3", "crudini", "openssh-server", "iptables", "iptables-persistent"],
  image: ["glance-api", "glance-common", "python3-openstackclient"],
  compute: ["nova-compute", "nova-common"],
  identity: ["keystone", "python3-openstackclient"],
};

/** Units that run and start at boot, by role. */
const units: Readonly<Record<string, readonly string[]>> = {
  all: ["ssh.service", "netfilter-persistent.service"],
  image: ["glance-api.service"],
  compute: ["nova-compute.service"],
  identity: ["apache2.service"],
};

/** System users, each with a group of its name; here they are the user that runs the lab. */
const users: Readonly<Record<string, readonly string[]>> = {
  all: ["root"],
  image: ["glance"],
  compute: ["nova"],
};

/** Packages to be had beside those that are there. */
const repository = {
  haproxy: { units: ["haproxy.service"] },
  "glusterfs-client": {},
};

const installedUnit: Unit = { enabled: true, active: true, packaged: true };

/** A unit as lab/fakes/systemd.py keeps it. */
interface Unit {
  readonly enabled: boolean;
  readonly active: boolean;
  readonly packaged?: boolean;
}

/** What of a host is running, and in no file of its root; lab/fakes/host.py keeps it. */
export interface Running {
  readonly units: Readonly<Record<string, Unit>>;
  /** The lines of `iptables -S` and of `ip6tables -S`. */
  readonly rules: Readonly<Record<"v4" | "v6", readonly string[]>>;
  /** By directory, what is mounted there. */
  readonly mounts: Readonly<Record<string, string>>;
}

/** Writes a host's root and state into its folder. */
export async function seed(folder: string, roles: readonly string[]): Promise<void> {
  const root = join(folder, "root");
  const state = join(folder, "state");
  const kinds = ["all", ...roles];
  const of = (table: Readonly<Record<string, readonly string[]>>) =>
    kinds.flatMap((kind) => table[kind] ?? []);

  await mkdir(state, { recursive: true });
  for (const path of of(folders)) await mkdir(join(root, path), { recursive: true });
  for (const kind of kinds) {
    const files = join(__dirname, "files", kind);
    if (existsSync(files)) await cp(files, root, { recursive: true });
  }
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  const passwd = of(users).map((name) => `${name}:x:${uid}:${gid}::/:/bin/sh`);
  const group = of(users).map((name) => `${name}:x:${gid}:`);
  const saved = (version: string) => readFile(join(root, `etc/iptables/rules.${version}`), "utf8");
  const running: Running = {
    units: Object.fromEntries(of(units).map((unit) => [unit, installedUnit])),
    rules: { v4: live(await saved("v4")), v6: live(await saved("v6")) },
    mounts: { "/": "/dev/light" },
  };
  const more = {
    packages: Object.fromEntries(of(packages).map((name) => [name, {}])),
    repository,
    ...{ loaded: {}, needs: {}, nft: [], versions: { "glance-manage": "25.1.0" } },
  };
  await Promise.all([
    writeFile(join(root, "etc/passwd"), lines(passwd)),
    writeFile(join(root, "etc/group"), lines(group)),
    writeFile(join(state, "host.json"), JSON.stringify({ ...running, ...more })),
    writeFile(join(state, "host.json.log"), ""),
    writeFile(join(folder, "auth.log"), ""),
  ]);
}

/** The rules of a saved file in the form in which `iptables -S` lists them. */
function live(saved: string): readonly string[] {
  return saved.split("\n").flatMap((line) => {
    const policy = /^:(\w+) (\w+)/.exec(line);
    if (policy !== null) return [`-P ${policy[1]} ${policy[2]}`];
    return line.startsWith("-A") ? [line] : [];
  });
}

function lines(texts: readonly string[]): string {
  return [...new Set(texts)].map((text) => `${text}\n`).join("");
}
