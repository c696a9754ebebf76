/** What an upgrade of its distribution leaves on a host: its configuration, and what programs know. */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
} from "node:fs";
import { dirname, join } from "node:path";

/**
 * Paths that stay where the host itself has written there. What came with the old packages and was
 * never touched is the new packages' own, as dpkg has it with files of configuration.
 */
export const keptPaths: readonly string[] = [
  ...["etc/glance", "etc/nova", "etc/default/glance-api", "etc/haproxy-glance", "etc/iptables"],
  ...["etc/hostname", "etc/hosts", "etc/resolv.conf", "etc/machine-id"],
  ...[
    "etc/ssh/ssh_host_ed25519_key",
    "etc/ssh/ssh_host_ed25519_key.pub",
    "etc/ssh/authorized_keys",
  ],
  ...["etc/systemd/network", "etc/systemd/system", "etc/systemd/system.conf.d"],
  ...["home/operator", "root", "var/lib/glance", "var/lib/nova", "var/lib/pulumi-glance"],
];

/** Users and groups of a host: the names of their ids, and the ids of their names. */
interface Ids {
  readonly names: ReadonlyMap<number, string>;
  readonly numbers: ReadonlyMap<string, number>;
}

/** Copies what stays from a host's old layer into its new one; `layers` are top first. */
export function keep(
  from: string,
  to: string,
  layers: { readonly old: readonly string[]; readonly new: readonly string[] },
): void {
  const renumber = (database: string) =>
    renumbering(idsOf(database, layers.old), idsOf(database, layers.new));
  const user = renumber("etc/passwd");
  const group = renumber("etc/group");
  for (const path of keptPaths) {
    if (!existsSync(join(from, path))) continue;
    mkdirSync(dirname(join(to, path)), { recursive: true });
    // Node's own copy knows neither owners, nor the devices by which an overlay notes a removal.
    execFileSync("cp", ["--archive", "--no-preserve=xattr", join(from, path), join(to, path)]);
    own(join(to, path), user, group);
  }
}

/** Gives a tree to the users and groups of the same names. */
function own(path: string, user: Renumber, group: Renumber): void {
  const status = lstatSync(path);
  lchownSync(path, user(status.uid), group(status.gid));
  // A change of owner takes these bits away.
  if (status.isFile() && (status.mode & 0o6000) !== 0) chmodSync(path, status.mode & 0o7777);
  if (!status.isDirectory()) return;
  for (const name of readdirSync(path)) own(join(path, name), user, group);
}

type Renumber = (id: number) => number;

/** An id whose name the new host does not have goes to root: the number may be another's there. */
function renumbering(before: Ids, after: Ids): Renumber {
  return (id) => {
    const name = before.names.get(id);
    return (name === undefined ? undefined : after.numbers.get(name)) ?? 0;
  };
}

/** The ids of a host, out of the topmost layer that has them. */
function idsOf(database: string, layers: readonly string[]): Ids {
  const file = layers.map((layer) => join(layer, database)).find((each) => existsSync(each));
  if (file === undefined) throw new Error(`no layer has ${database}`);
  const entries = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.includes(":"))
    .map((line): [string, number] => {
      const [name = "", , id = ""] = line.split(":");
      return [name, Number(id)];
    });
  return {
    names: new Map(entries.map(([name, id]) => [id, name])),
    numbers: new Map(entries),
  };
}
