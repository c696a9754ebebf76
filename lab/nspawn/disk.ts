/**
 * A disk of a host's own. A host's files lie on this machine's file system otherwise, whose page cache
 * survives a host: with a disk, a power cut takes what the host has not synced.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { boot, cut } from "./power";
import { parts, type Lab } from "../state";

/** Takes little of this machine: what is never written takes no room. */
const size = "4G";

/** Seconds between two syncs that ext4 makes of its own accord: none comes by luck. */
const commit = 3600;

/**
 * `_IOR('X', 125, __u32)` of the kernel's ext4 with EXT4_GOING_FLAGS_NOLOGFLUSH: from this moment on
 * nothing reaches the disk, neither data nor the journal.
 */
const lose = `import fcntl, os, struct, sys
fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587D, struct.pack("I", 2))`;

const run = (command: string, ...words: readonly string[]) => {
  execFileSync(command, words, { stdio: ["ignore", "ignore", "pipe"] });
};

/** Moves all that a host has of its own to a disk, and boots it again from there. */
export async function giveDisk(lab: Lab, host: string): Promise<void> {
  const folder = parts.host(lab, host);
  const elsewhere = `${folder}.new`;
  await cut(lab, host);
  run("truncate", `--size=${size}`, imageOf(folder));
  run("mkfs.ext4", "-q", imageOf(folder));
  mkdirSync(elsewhere);
  mount(folder, elsewhere);
  // Overlayfs keeps what it knows of its folders in attributes that cp passes over.
  const copy = `tar --create --xattrs --xattrs-include='*' --directory="$1" . |
    tar --extract --xattrs --xattrs-include='*' --directory="$2"`;
  run("bash", "-c", `set -o pipefail; ${copy}`, "copy", folder, elsewhere);
  run("umount", elsewhere);
  rmdirSync(elsewhere);
  mount(folder, folder);
  await boot(lab, host);
}

/** Cuts the power of a host that has a disk, and boots it with what was on the disk. */
export async function lostCut(lab: Lab, host: string): Promise<void> {
  const folder = parts.host(lab, host);
  run("python3", "-c", lose, folder);
  await cut(lab, host);
  run("umount", folder);
  mount(folder, folder);
  await boot(lab, host);
}

/** Takes all disks of a lab away whose hosts have ended; what was on them goes with the lab. */
export function takeDisks({ folder }: Lab): void {
  const mounts = readFileSync("/proc/self/mounts", "utf8").split("\n");
  for (const place of mounts.map((line) => line.split(" ")[1] ?? "")) {
    if (place.startsWith(join(folder, "hosts/"))) run("umount", place);
  }
}

const imageOf = (folder: string) => `${folder}.disk`;

function mount(folder: string, place: string): void {
  run("mount", "-t", "ext4", "-o", `loop,commit=${commit}`, imageOf(folder), place);
}
