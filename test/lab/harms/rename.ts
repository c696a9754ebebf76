/**
 * Harm 1: a host is renamed, on the same machine. Its ledger is the machine's and the stack's, so the new
 * name takes it over without a touch, and the undo of the old name finds nothing that is its own.
 */
import assert from "node:assert/strict";
import type { Cloud } from "./cloud";
import { same, type Picture } from "./picture";

/** Hosts by name, as the stack's file has them. */
type Hosts = Record<string, Record<string, unknown>>;

const ledger = "/var/lib/pulumi-glance/glance-demo/ledger.json";
const program = "/root/.pulumi-glance-glance-demo.pyz";

/** An image host has another name: image3 is the machine that image2 was. */
export async function imageHostIsTakenOver(cloud: Cloud): Promise<void> {
  await takenOver(cloud, { image2: "image3" });
}

/** So have the host of the records and the first image host, both in one change, which cloud's users live from. */
export async function recordsAreTakenOver(cloud: Cloud): Promise<void> {
  await takenOver(cloud, { controller: "keystone", image1: "leader" });
}

/** A name that a machine had before is a name like any other. */
export async function formerNamesAreTakenOver(cloud: Cloud): Promise<void> {
  await takenOver(cloud, { keystone: "controller", leader: "image1", image3: "image2" });
}

/** The records are another machine's to make: their rows stay the same rows. */
export async function recordsMoveToAnotherMachine(cloud: Cloud): Promise<void> {
  const { lab } = cloud;
  const rows = await idsOfRows(cloud);
  const rc = lab.on("controller", "cat /root/keystonerc_admin");
  lab.on("image1", "umask 077; cat >/root/keystonerc_admin", rc);
  await cloud.scratch(async () => {
    lab.set(
      ["glance:hosts"],
      Object.fromEntries(
        Object.entries(hostsOf(cloud)).flatMap(([name, host]) =>
          name === "controller"
            ? []
            : [[name, name === "image1" ? { ...host, roles: ["identity", "image"] } : host]],
        ),
      ),
    );
    cloud.up();
    assert.deepEqual(await idsOfRows(cloud), rows);
    cloud.unchanged();
    assert.match(lab.on("controller", `ls ${ledger} 2>&1 || true`), /No such file/);
  });
  cloud.up();
  assert.deepEqual(await idsOfRows(cloud), rows);
  lab.on("image1", "rm /root/keystonerc_admin");
  cloud.hasNoDrift();
}

async function takenOver(cloud: Cloud, names: Readonly<Record<string, string>>): Promise<void> {
  const before = await cloud.picture();
  cloud.lab.set(
    ["glance:hosts"],
    Object.fromEntries(
      Object.entries(hostsOf(cloud)).map(([name, host]) => [names[name] ?? name, host]),
    ),
  );
  const previewed = cloud.works("preview");
  for (const [former, name] of Object.entries(names)) {
    // Both names in one sentence that says it, whichever comes first.
    const sentence = previewed
      .split("\n")
      .find(
        (line) => line.includes("takes it over") && line.includes(former) && line.includes(name),
      );
    assert.ok(
      sentence !== undefined,
      `the preview does not say that ${name} takes ${former} over:\n${previewed}`,
    );
  }
  cloud.up();
  same(withoutNames(await cloud.picture()), withoutNames(before));
  for (const host of ["controller", "image1", "image2"])
    cloud.lab.on(host, `ls ${ledger} ${program}`);
  cloud.unchanged();
  cloud.hasNoDrift();
}

/** A ledger says whose it is: that alone may change with a name. */
function withoutNames({ machines, rows }: Picture): Picture {
  const kept = Object.entries(machines).map(([name, lines]): [string, readonly string[]] => [
    name,
    lines.map((line) =>
      /^[0-9a-f]{64} +\/var\/lib\/pulumi-glance\//.test(line) ? line.slice(64) : line,
    ),
  ]);
  return { machines: Object.fromEntries(kept), rows };
}

function hostsOf({ lab }: Cloud): Hosts {
  const names = lab.setting(["glance:hosts"]) as { toJSON(): Hosts };
  return names.toJSON();
}

/** Which rows the Image service has, whatever is in them. */
async function idsOfRows(cloud: Cloud): Promise<readonly string[]> {
  const named = (await cloud.rows()).map((line) => {
    const [collection = ""] = line.split(" ", 1);
    const { id } = JSON.parse(line.slice(collection.length)) as { readonly id?: string };
    return id === undefined ? line : `${collection} ${id}`;
  });
  return named.sort();
}
