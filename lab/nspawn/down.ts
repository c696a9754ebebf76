/** Ends a lab at once: its hosts are thrown away, so nothing is shut down in order. */
import { existsSync, readFileSync, rmdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { removeFolder } from "../removeFolder";
import { endGroup, hierarchies } from "./cgroup";
import { takeDisks } from "./disk";
import { lower } from "./network";
import { parts, type Lab } from "../state";

/** Leaves no process, mount, interface or file of the lab's behind. */
export async function down(lab: Lab): Promise<void> {
  endBringingUp(lab);
  await endGroup(lab.group);
  for (const hierarchy of hierarchies()) removeEmpty(join(hierarchy, dirname(lab.group)));
  lower(lab.owner);
  // The overlays went with the hosts' mount namespaces.
  takeDisks(lab);
  await removeFolder(lab.folder);
}

/** An `up` that is still under way must not go on. */
function endBringingUp(lab: Lab): void {
  if (!existsSync(parts.upPid(lab))) return;
  const pid = Number(readFileSync(parts.upPid(lab), "utf8"));
  const commandLine = `/proc/${pid}/cmdline`;
  if (pid === process.pid || !existsSync(commandLine)) return;
  if (!readFileSync(commandLine, "utf8").includes("lab/main.ts")) return;
  process.kill(pid, "SIGKILL");
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Another lab is in it, or it was never made.
  }
}
