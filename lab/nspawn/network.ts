/**
 * A bridge and a /24 for each lab.
 *
 * The kernel is the register: a bridge is named after its /24, and making an interface whose name
 * is taken fails. So no two labs of this machine get the same addresses, whoever runs them, and
 * nothing is left to clean up after a reboot.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { LabError, noRealHosts } from "../progress";

/** The network of a lab. */
export interface Network {
  readonly bridge: string;
  /** `10.77.1`: an address is this and a host's number. */
  readonly prefix: string;
}

/** The name of the bridge of a /24: at most 15 characters. */
export function bridgeOf(prefix: string): string {
  return `gl${prefix.split(".").join("-")}`;
}

/** What allocation asks of the machine. */
export interface Kernel {
  /** Makes a bridge; false when its name is taken. */
  makeBridge(bridge: string): boolean;
  /** Whether the machine already sends traffic for this network somewhere of its own. */
  isRouted(network: string): boolean;
}

/** Takes the first free /24 of a /16 (`10.77`). */
export function allocate(pool: string, kernel: Kernel): Network {
  for (let third = 1; third < 255; third++) {
    const prefix = `${pool}.${third}`;
    const bridge = bridgeOf(prefix);
    if (kernel.isRouted(`${prefix}.0/24`)) continue;
    if (kernel.makeBridge(bridge)) return { bridge, prefix };
  }
  throw new Error(`no /24 of ${pool}.0.0/16 is free; lab/lab down ends a lab`);
}

const ip = (...words: readonly string[]) => execFileSync("ip", words, { encoding: "utf8" });

/** This machine. */
export const kernel: Kernel = {
  makeBridge(bridge) {
    const made = spawnSync("ip", ["link", "add", bridge, "type", "bridge"], { encoding: "utf8" });
    if (made.status !== 0 && !made.stderr.includes("File exists")) {
      throw new LabError(`cannot make a network bridge: ${made.stderr.trim()}`, noRealHosts);
    }
    return made.status === 0;
  },
  isRouted: (network) => ip("-4", "route", "show", "root", network).trim() !== "",
};

/** Gives the bridge its address, .1, and says whose it is. */
export function raise(network: Network, owner: string): void {
  ip("link", "set", network.bridge, "alias", owner);
  ip("addr", "add", `${network.prefix}.1/24`, "dev", network.bridge);
  ip("link", "set", network.bridge, "up");
}

/**
 * Removes every bridge of that owner, and the ends of its hosts' links. These would go with the
 * hosts' namespaces, but a namespace outlives its processes while a connection of theirs still
 * waits for an answer, for a minute or two.
 */
export function lower(owner: string): void {
  for (const bridge of bridgesOf(owner)) {
    for (const link of namesOf("master", bridge)) spawnSync("ip", ["link", "del", link]);
    ip("link", "del", bridge);
  }
}

/** Removes a machine's link to the bridge. */
export function dropLink(bridge: string, machine: string): void {
  const links = JSON.parse(ip("-json", "link", "show", "master", bridge) || "[]") as {
    readonly ifname?: string;
    readonly altnames?: readonly string[];
  }[];
  const wanted = `vb-${machine}`; // an altname where it is too long for a name
  for (const { ifname, altnames = [] } of links) {
    if (ifname === undefined) continue;
    if (ifname === wanted || altnames.includes(wanted)) spawnSync("ip", ["link", "del", ifname]);
  }
}

function namesOf(...selection: readonly string[]): readonly string[] {
  const links = JSON.parse(ip("-json", "link", "show", ...selection) || "[]") as {
    readonly ifname?: string;
  }[];
  return links.flatMap(({ ifname }) => ifname ?? []);
}

/** The bridges that the owner's lab has. */
export function bridgesOf(owner: string): readonly string[] {
  const links = JSON.parse(ip("-json", "link", "show", "type", "bridge") || "[]") as {
    readonly ifname?: string;
    readonly ifalias?: string;
  }[];
  return links.flatMap(({ ifname, ifalias }) => (ifname && ifalias === owner ? [ifname] : []));
}
