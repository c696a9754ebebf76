/** Which process serves a lab whose hosts are folders, and whether it still does. */
import { existsSync, readFileSync } from "node:fs";
import { parts, type Lab } from "../state";

/** Whether the hosts of the lab are folders, also where the process that served them was killed. */
export function isLight(lab: Lab): boolean {
  return existsSync(parts.servedBy(lab));
}

/** The process that serves the lab; null where none does. */
export function runningProcess(lab: Lab): number | null {
  if (!isLight(lab)) return null;
  const pid = Number(readFileSync(parts.servedBy(lab), "utf8"));
  return Number.isInteger(pid) && pid > 1 && serves(pid, lab) ? pid : null;
}

/** Whether that process serves the lab: an id may have gone to another program since. */
export function serves(pid: number, { folder }: Lab): boolean {
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
