/**
 * A control group for each lab, which is the register of its processes: whatever a host or an
 * agent starts stays in it, so `down` finds all of it, whoever was killed before.
 */
import { existsSync, readdirSync, readFileSync, rmdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { until } from "../until";

const root = "/sys/fs/cgroup";

/** The hierarchies that systemd uses: one with cgroup v2, two where the machine has both. */
export function hierarchies(): readonly string[] {
  if (existsSync(join(root, "cgroup.procs"))) return [root];
  return ["systemd", "unified"]
    .map((name) => join(root, name))
    .filter((folder) => existsSync(join(folder, "cgroup.procs")));
}

/** The processes of a group and of all groups in it. */
export function processesOf(group: string): readonly number[] {
  const pids = new Set<number>();
  for (const folder of foldersOf(group)) {
    for (const line of linesOf(join(folder, "cgroup.procs"))) {
      if (Number(line) > 0) pids.add(Number(line));
    }
  }
  return [...pids];
}

/** A file's lines; none where its group has ended meanwhile. */
function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch (error) {
    if (["ENOENT", "ENODEV"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw error;
  }
}

/** Ends all processes of a group at once, and removes the group. */
export async function endGroup(group: string): Promise<void> {
  const end = () => {
    const pids = processesOf(group);
    if (pids.length === 0 && removeFolders(group)) return true;
    for (const pid of pids) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It ended by itself.
      }
    }
    return `processes ${pids.join(" ")}`;
  };
  await until(`the processes of ${group} to end`, end, { every: 20 });
}

function foldersOf(group: string): readonly string[] {
  return hierarchies().flatMap((hierarchy) => tree(join(hierarchy, group)));
}

/** A folder and all below it, the deepest first. */
function tree(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const below = readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory());
  return [...below.flatMap(tree), folder];
}

function removeFolders(group: string): boolean {
  try {
    for (const folder of foldersOf(group)) rmdirSync(folder);
    return true;
  } catch {
    return false; // a process is still on its way out
  }
}
