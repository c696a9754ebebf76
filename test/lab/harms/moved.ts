/**
 * Harm 2: a host's address and key are another machine's. Nobody would undo the former machine, which is
 * full of secrets: the new one needs a name of its own.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { labOf, parts } from "../../../lab/state";
import { Footprint } from "../footprint";
import type { Cloud } from "./cloud";

/** `former` is what image2 had before the stack came. */
export async function anotherMachineNeedsItsOwnName(
  cloud: Cloud,
  former: Footprint,
): Promise<void> {
  const { lab } = cloud;
  const { address, hostKey } = lab.inventory.hosts.spare ?? {};
  await cloud.scratch(async () => {
    // What the engine says of a connection may not show what is in it.
    const key = readFileSync(lab.inventory.ssh.privateKeyFile, "utf8");
    cloud.plant("the SSH key", key);
    lab.setSecret("glance:ssh.privateKey", key);
    lab.set(["glance:hosts", "image2", "address"], address);
    lab.set(["glance:hosts", "image2", "hostKey"], hostKey);
    const words = [/image2/, /name of its own|another name|new name/, /glance:hosts/];
    await cloud.refused(words, ["preview"]);
    await cloud.refused(words);
  });

  lab.unset(["glance:hosts", "image2"]);
  lab.set(["glance:hosts", "image3"], { address, hostKey, roles: ["image"] });
  const told = cloud.up();
  assert.match(told, /Command image3 created[^]*Command image2 deleting/);
  const proof = lab.output("proof");
  assert.deepEqual(proof.images.map(({ uploadedThrough }) => uploadedThrough).sort(), [
    "image1",
    "image3",
  ]);
  former.assertUnchanged();
  const upper = join(parts.host(labOf(lab.name), "image2"), "upper");
  const places = ["etc", "root", "var/lib", "srv"].map((place) => join(upper, place));
  assert.deepEqual([...cloud.secretsIn(places)], [], "secrets are left on the former machine");
  cloud.hasNoDrift();
}
