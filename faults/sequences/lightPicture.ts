/** What a host of topology light is: what a transaction must leave whole, and undo give back. */
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { LightHost } from "../../lab/light/light";
import type { Picture } from "../picture";

/** Folders of the host's root that are looked through; home is where the program is copied to. */
const folders = ["etc", "root", "run/lock", "usr/sbin", "usr/local", "var/lib"];

/** Pictures a host: its files, and live rules, units and mounts. Packages stay, as documented. */
export function lightPicture(host: LightHost): Picture {
  const { root, home } = host;
  const things: Record<string, string> = {};
  for (const folder of folders) collect(things, join(root, folder), `/${folder}`);
  const { units, rules, mounts } = host.running();
  for (const [name, { enabled, active }] of Object.entries(units)) {
    // A unit that neither runs nor is enabled is as one that there is not.
    const words = [...(enabled ? ["enabled"] : []), ...(active ? ["active"] : [])];
    if (words.length > 0) things[`running unit ${name}`] = words.join(" ");
  }
  for (const [family, lines] of Object.entries(rules))
    things[`running rules ${family}`] = lines.join("\n");
  for (const [place, source] of Object.entries(mounts)) things[`mounted ${place}`] = source;
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
