/**
 * The hosts' files before anybody changed them: kept on each host, put back between Pulumi and
 * Ansible, and compared with what Pulumi wrote, so that both are given precisely the same to do.
 */
import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { Inventory } from "../lab/inventory";
import { output } from "../lab/onHost";
import { everywhere, run } from "./running";

/** What may be written: everything below these folders. */
const folders = "etc/glance etc/iptables etc/nova etc/systemd/system";

/** The host's root: a folder on hosts of topology light. */
const root = '"${GLANCE_HOST_ROOT:-}/"';

const keep = [
  `home=$PWD; cd ${root}`,
  `for each in ${folders}; do if [ -e $each ]; then echo $each; fi; done >"$home/.bench.list"`,
  'tar -cpf "$home/.bench.tar" -T "$home/.bench.list"',
  'if command -v iptables >/dev/null; then iptables-save >"$home/.bench.v4"',
  'ip6tables-save >"$home/.bench.v6"; fi',
].join("\n");

const putBack = [
  `home=$PWD; cd ${root}`,
  'xargs rm -rf <"$home/.bench.list"',
  'tar -xpf "$home/.bench.tar"',
  'if [ -e "$home/.bench.v4" ]; then iptables-restore <"$home/.bench.v4"',
  'ip6tables-restore <"$home/.bench.v6"; fi',
  'rm -rf var/lib/pulumi-glance "$home"/.pulumi-glance-*.pyz "$home/.ansible"',
].join("\n");

/** A host's files by path, as text. */
export type Files = ReadonlyMap<string, HostFile>;

/** A file as it is on a host. */
export interface HostFile {
  readonly content: string;
  /** Octal permissions, `0640`. */
  readonly mode: string;
}

/** Keeps the original of each host on the host. */
export async function keepOriginals(inventory: Inventory, hosts: string[]) {
  await everywhere(inventory, hosts, keep);
}

/** Puts each host's files and firewall back, and removes what Pulumi and Ansible left. */
export async function putBackOriginals(inventory: Inventory, hosts: string[]) {
  await everywhere(inventory, hosts, putBack);
}

/** Reads a host's files into memory. */
export async function readFiles(
  inventory: Inventory,
  folder: string,
  host: string,
  name: string,
): Promise<Files> {
  const copy = join(folder, name);
  mkdirSync(copy);
  const pack = `cd ${root}; tar -cf - ${folders} 2>/dev/null | base64`;
  const packed = await output(inventory, host, pack);
  await run(["sh", "-c", 'base64 -d | tar -xpf - -C "$1"', "sh", copy], { stdin: packed });
  const files = new Map<string, HostFile>();
  const walk = (directory: string) => {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) walk(path);
      if (!entry.isFile()) continue;
      const mode = (statSync(path).mode & 0o7777).toString(8).padStart(4, "0");
      files.set(`/${relative(copy, path)}`, { content: readFileSync(path, "utf8"), mode });
    }
  };
  walk(copy);
  return files;
}
