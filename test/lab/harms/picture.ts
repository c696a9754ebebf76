/** What a stack may not harm, as a picture that two moments can be compared by. */
import assert from "node:assert/strict";
import type { Keystone } from "../../support/keystone";
import type { TestLab } from "../../../lab/session";

/** The machines whose picture is taken: all that a case may touch. */
export const machines = ["controller", "image1", "image2", "spare"] as const;

/** Name of a machine. */
export type Machine = (typeof machines)[number];

/** Files of /etc and of ledgers by hash, rules, mounts, and since when each service of ours runs. */
const looks = `
  find /etc /var/lib/pulumi-glance -xdev \\( -type f -o -type l \\) -printf '%p %l %m %u:%g\\n' 2>/dev/null | sort
  find /etc /var/lib/pulumi-glance -xdev -type f -exec sha256sum {} + 2>/dev/null | sort -k 2
  iptables -S INPUT; ip6tables -S INPUT
  findmnt -rn -o TARGET,SOURCE -t fuse.glusterfs || true
  systemctl show -p Id -p ActiveState -p ActiveEnterTimestamp -p InvocationID glance-api haproxy-glance`;

/** Keystone's collections in which the Image service has rows. */
const collections = ["users", "services", "regions", "endpoints", "role_assignments"] as const;

/** A moment of machines and Keystone, a line each thing. */
export interface Picture {
  readonly machines: Readonly<Record<string, readonly string[]>>;
  readonly rows: readonly string[];
}

/** Looks at all machines at the same time, and at all that Keystone holds. */
export async function take(lab: TestLab, keystone: Keystone): Promise<Picture> {
  const looked = machines.map(async (name): Promise<[string, readonly string[]]> => {
    const text = await lab.begin(name, looks, "");
    return [name, text.split("\n").filter((line) => line !== "")];
  });
  const all = await Promise.all(looked);
  return { machines: Object.fromEntries(all), rows: await rowsOf(keystone) };
}

/**
 * Every row with all its values, but for links to itself, and what is null: Keystone lets nobody take an
 * attribute away, so that one that was there for a while is null from then on.
 */
export async function rowsOf(keystone: Keystone): Promise<readonly string[]> {
  const found: string[] = [];
  for (const collection of collections) {
    for (const row of await keystone.list(collection)) {
      const values = Object.entries(row).filter(
        ([key, value]) => key !== "links" && value !== null,
      );
      found.push(`${collection} ${JSON.stringify(Object.fromEntries(values))}`);
    }
  }
  return found.sort();
}

/** Two moments are the same; what is not is shown line by line. */
export function same(now: Picture, before: Picture): void {
  for (const [name, lines] of Object.entries(before.machines)) {
    assert.deepEqual(difference(now.machines[name] ?? [], lines), [], `${name} has changed`);
  }
  assert.deepEqual(difference(now.rows, before.rows), [], "Keystone's rows have changed");
}

function difference(now: readonly string[], before: readonly string[]): readonly string[] {
  const known = new Set(before);
  const found = new Set(now);
  const gone = before.filter((line) => !found.has(line)).map((line) => `- ${line}`);
  const come = now.filter((line) => !known.has(line)).map((line) => `+ ${line}`);
  return [...gone, ...come];
}
