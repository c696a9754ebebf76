/** Where a lab is kept, and how its parts are called on this machine. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { Inventory } from "./inventory";

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

function labFolder(name: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,30}$/.test(name)) {
    throw new Error(`'${name}' cannot name a lab: lower case letters, digits and hyphens can`);
  }
  const { XDG_STATE_HOME: set = "" } = process.env;
  return join(set === "" ? join(homedir(), ".local", "state") : set, "pulumi-glance", "labs", name);
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

/** What a lab offers. */
export function inventoryOf(lab: Lab): Inventory {
  const file = parts.inventory(lab);
  if (!existsSync(file)) {
    throw new Error(`lab '${lab.name}' is not up; lab/lab --lab ${lab.name} up`);
  }
  return JSON.parse(readFileSync(file, "utf8")) as Inventory;
}

/** Keeps what a lab offers, which says that it is up. */
export function writeInventory(lab: Lab, inventory: Inventory): void {
  writeFileSync(parts.inventory(lab), `${JSON.stringify(inventory, null, 2)}\n`, { mode: 0o600 });
}

/** The parts of a lab's folder. */
export const parts = {
  host: (lab: Lab, host: string) => join(lab.folder, "hosts", host),
  /** Names the image that the host was upgraded to; missing where it never was. */
  layer: (lab: Lab, host: string) => join(lab.folder, "hosts", host, "layer"),
  console: (lab: Lab, host: string) => join(lab.folder, "hosts", host, "console.log"),
  inventory: (lab: Lab) => join(lab.folder, "inventory.json"),
  key: (lab: Lab) => join(lab.folder, "id_ed25519"),
  knownHosts: (lab: Lab) => join(lab.folder, "known_hosts"),
  upPid: (lab: Lab) => join(lab.folder, "up.pid"),
  /** Names the process that serves a lab of folders; other labs have none. */
  servedBy: (lab: Lab) => join(lab.folder, "light.pid"),
};
