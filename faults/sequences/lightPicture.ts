/** What a host of topology light is: what a transaction must leave whole, and undo give back. */
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { LightHost } from "../../lab/light/light";
import type { Picture } from "../picture";

/** Folders of the host's root that are looked through; home is where the program is copied to. */
const folders = ["etc", "root", "run/lock", "usr/sbin", "usr/local", "var/lib"];

/** What stands for the running system: live rules, units, mounts. Packages stay, as documented. */
const running = ["rules.v4", "rules.v6", "units", "mounts"];

/** Pictures a host. */
export function lightPicture({ root, home }: LightHost): Picture {
  const state = join(dirname(root), "state");
  const things: Record<string, string> = {};
  for (const folder of folders) collect(things, join(root, folder), `/${folder}`);
  for (const name of running) collect(things, join(state, name), `running ${name}`);
  collect(things, home, "home");
  return { things, starts: 0 };
}

function collect(things: Record<string, string>, place: string, name: string): void {
  if (!existsSync(place)) return;
  const status = lstatSync(place);
  const what = `${status.mode.toString(8)} ${status.uid}:${status.gid}`;
  if (status.isDirectory()) {
    if (name !== "/run/lock") things[name] = what; // a real host has that from its boot
    for (const each of readdirSync(place)) collect(things, join(place, each), `${name}/${each}`);
  } else {
    things[name] = `${what} ${content(name, readFileSync(place))}`;
  }
}

/** Entries of a ledger that only tell of its past: that the machine once had another name. */
const past = ["undoNamesHost"];

/** A hash; of a ledger its entries, since its notes hold times and salts. */
function content(name: string, data: Buffer): string {
  if (name.startsWith("/var/lib/pulumi-glance/") && name.endsWith(".json")) {
    const entries = Object.keys(JSON.parse(data.toString()) as object);
    const now = entries.filter((entry) => !past.includes(entry));
    return now.sort().join(" ");
  }
  return createHash("sha256").update(data).digest("hex").slice(0, 16);
}
