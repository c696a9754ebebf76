/** Where light labs that run by themselves are kept, and whether one still runs. */
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Inventory } from "../inventory";

/** The folder of the lab of that name. */
export function labFolder(name: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,30}$/.test(name)) {
    throw new Error(`'${name}' cannot name a lab: lower case letters, digits and hyphens can`);
  }
  const { XDG_STATE_HOME: set = "" } = process.env;
  return join(set === "" ? join(homedir(), ".local", "state") : set, "pulumi-glance", "labs", name);
}

/** The file that names the lab's process. */
export function pidFile(folder: string): string {
  return join(folder, "light.pid");
}

/** The file that holds the lab's inventory. */
export function inventoryFile(folder: string): string {
  return join(folder, "inventory.json");
}

/** The process that serves the lab; null where none does. */
export function runningProcess(folder: string): number | null {
  if (!existsSync(pidFile(folder))) return null;
  const pid = Number(readFileSync(pidFile(folder), "utf8"));
  return Number.isInteger(pid) && pid > 1 && serves(pid, folder) ? pid : null;
}

/** Whether that process serves the lab: an id may have gone to another program since. */
export function serves(pid: number, folder: string): boolean {
  const commandLine = `/proc/${pid}/cmdline`;
  if (existsSync("/proc/self/cmdline")) {
    return existsSync(commandLine) && readFileSync(commandLine, "utf8").includes(folder);
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The inventory of a lab that runs. */
export function readInventory(name: string): Inventory {
  const folder = labFolder(name);
  if (runningProcess(folder) === null) {
    throw new Error(`light lab '${name}' is not up: lab/lab up light`);
  }
  return JSON.parse(readFileSync(inventoryFile(folder), "utf8")) as Inventory;
}
