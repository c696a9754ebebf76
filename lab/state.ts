/** Where a lab of real hosts is kept, and how its parts are called on this machine. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Inventory } from "./inventory";
import { inventoryFile, labFolder, runningProcess } from "./light/state";

const checkout = join(__dirname, "..");
const short = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 6);

/** A lab, whether it is up or not. */
export interface Lab {
  readonly name: string;
  readonly folder: string;
  /** The control group of its processes. */
  readonly group: string;
  /** The alias of its bridge. */
  readonly owner: string;
}

/** The lab of that name. */
export function labOf(name: string): Lab {
  const folder = labFolder(name);
  return { name, folder, group: `pulumi-glance/${name}-${short(folder)}`, owner: `lab ${folder}` };
}

/** The name that a topology's lab has by default: two checkouts never share one. */
export function defaultName(topology: string): string {
  return `${topology}-${short(checkout)}`;
}

/** The lab that is meant where none is named: the only one of this checkout, else its zed. */
export function usualName(): string {
  const all = dirname(labFolder("any"));
  const suffix = `-${short(checkout)}`;
  const own = existsSync(all) ? readdirSync(all).filter((name) => name.endsWith(suffix)) : [];
  return own.length === 1 && own[0] !== undefined ? own[0] : defaultName("zed");
}

/** Whether the lab of that name is one of SSH servers on loopback. */
export function isLight(lab: Lab): boolean {
  return runningProcess(lab.folder) !== null;
}

/** What a lab offers. */
export function inventoryOf(lab: Lab): Inventory {
  const file = inventoryFile(lab.folder);
  if (!existsSync(file)) {
    throw new Error(`lab '${lab.name}' is not up; lab/lab --lab ${lab.name} up`);
  }
  return JSON.parse(readFileSync(file, "utf8")) as Inventory;
}

/** The parts of a lab's folder. */
export const parts = {
  host: (lab: Lab, host: string) => join(lab.folder, "hosts", host),
  /** Names the image that the host was upgraded to; missing where it never was. */
  layer: (lab: Lab, host: string) => join(lab.folder, "hosts", host, "layer"),
  console: (lab: Lab, host: string) => join(lab.folder, "hosts", host, "console.log"),
  key: (lab: Lab) => join(lab.folder, "id_ed25519"),
  knownHosts: (lab: Lab) => join(lab.folder, "known_hosts"),
  upPid: (lab: Lab) => join(lab.folder, "up.pid"),
};
