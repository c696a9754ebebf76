/**
 * Watches the processes of a lab's hosts and those that a process starts, some twenty times a
 * second, and writes down each command line and environment that it has not seen before:
 *
 *   node --import tsx test/support/sampler.ts CONTROL_GROUP PID FILE
 *
 * A host's processes are processes of this machine, so that one sampler sees all hosts. It ends
 * with SIGTERM. The file is for its owner only: it holds environments.
 */
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

/** One sample: a line of the file, as JSON. */
export interface Sample {
  readonly kind: "cmdline" | "environ";
  /** Whether it is a process of a lab's host, and not of this machine. */
  readonly onHost: boolean;
  readonly command: string;
  readonly text: string;
}

const pause = 50;
/** What starts a process changes its command line and environment soon after. */
const young = 1500;

interface Process {
  readonly seen: number;
  readonly ours: boolean;
  readonly onHost: boolean;
}

function watch(group: string, root: number, file: string): void {
  writeFileSync(file, "", { mode: 0o600 });
  const known = new Map<number, Process>();
  const written = new Set<string>();
  let round = 0;
  setInterval(() => {
    const now = Date.now();
    const pids = readdirSync("/proc").map(Number).filter(Number.isInteger);
    forgetEnded(known, new Set(pids));
    for (const pid of pids) {
      const process = known.get(pid) ?? meet(pid, group, root, known, now);
      known.set(pid, process);
      if (!process.ours) continue;
      // The old ones are looked at twice a second.
      if (now - process.seen < young || (pid + round) % 10 === 0) {
        for (const line of samples(pid, process.onHost)) {
          if (written.has(line)) continue;
          written.add(line);
          appendFileSync(file, `${line}\n`);
        }
      }
    }
    round++;
  }, pause);
}

function meet(
  pid: number,
  group: string,
  root: number,
  known: ReadonlyMap<number, Process>,
  seen: number,
): Process {
  const onHost = read(pid, "cgroup").includes(group);
  const parent = Number(/\) . (\d+)/.exec(read(pid, "stat"))?.[1] ?? 0);
  const isOwn = pid === process.pid;
  const ours = onHost || (!isOwn && (parent === root || known.get(parent)?.ours === true));
  return { seen, ours, onHost };
}

function forgetEnded(known: Map<number, Process>, alive: ReadonlySet<number>): void {
  for (const pid of known.keys()) if (!alive.has(pid)) known.delete(pid);
}

function* samples(pid: number, onHost: boolean): Iterable<string> {
  const command = read(pid, "comm").trim();
  for (const kind of ["cmdline", "environ"] as const) {
    const text = read(pid, kind);
    if (text !== "") yield JSON.stringify({ kind, onHost, command, text } satisfies Sample);
  }
}

/** A file of a process's; empty when the process has ended. */
function read(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return "";
  }
}

if (require.main === module) {
  const [group, root, file] = process.argv.slice(2);
  if (group === undefined || root === undefined || file === undefined) {
    console.error("usage: node --import tsx test/support/sampler.ts CONTROL_GROUP PID FILE");
    process.exit(2);
  }
  watch(group, Number(root), file);
}
