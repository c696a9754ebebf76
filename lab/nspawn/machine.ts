/** What a machine must be to run real hosts. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { hierarchies } from "./cgroup";
import { installPrerequisites } from "./images";
import { LabError, noRealHosts, say } from "../progress";

/** Refuses, with exit code 3 and the reason, where real hosts cannot be had. */
export function requireMachine(): void {
  const refuse = (why: string): never => {
    throw new LabError(`real hosts cannot be booted here: ${why}`, noRealHosts);
  };
  if (process.platform !== "linux") refuse("systemd-nspawn needs Linux");
  if (process.getuid?.() !== 0) refuse("systemd-nspawn needs root (try sudo)");
  if (hierarchies().length === 0) refuse("there is no control group hierarchy for systemd");
  if (!existsSync("/dev/fuse")) refuse("there is no /dev/fuse, which GlusterFS needs");
  installPrerequisites();
  const mounts = spawnSync("unshare", ["--mount", "--propagation", "private", "true"]);
  if (mounts.status !== 0) refuse(`root may not mount here (${mounts.stderr.toString().trim()})`);
  const filesystems = readFileSync("/proc/filesystems", "utf8");
  if (!/\boverlay\b/.test(filesystems)) say("overlay is not loaded yet; mounting will try to");
  raiseLimit("/proc/sys/fs/inotify/max_user_instances", 8192);
}

/** Each host's systemd takes a few of them: with Linux's default the 17th host fails. */
function raiseLimit(file: string, enough: number): void {
  if (Number(readFileSync(file, "utf8")) < enough) writeFileSync(file, String(enough));
}
