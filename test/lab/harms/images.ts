/**
 * Harm 4: `destroy` is refused while there are images, and nothing has been undone by then: neither on
 * hosts nor in the state, so that the way out contacts no host.
 */
import assert from "node:assert/strict";
import type { Cloud } from "./cloud";
import { machines } from "./picture";

/** The stack has an image. Afterwards it may be destroyed with images. */
export async function imagesKeepTheStack(cloud: Cloud): Promise<void> {
  const { lab } = cloud;
  const outputs = outputsOf(cloud);
  const resources = urns(cloud);
  await cloud.refused(
    [/ImagesGuard: destroy: the Image service has \d+ images?/, /glance:destroy\.withImages true/],
    ["destroy", "--yes", "--skip-preview"],
  );
  assert.deepEqual(urns(cloud), resources, "the state has lost resources");
  assert.deepEqual(outputsOf(cloud), outputs, "the stack's outputs have changed");

  lab.set(["glance:destroy", "withImages"], true);
  const before = await cloud.picture();
  const count = logins(cloud);
  cloud.up();
  // Counting logs in to each machine once itself.
  assert.deepEqual(
    logins(cloud),
    count.map((n) => n + 1),
    "up has contacted a host",
  );
  assert.deepEqual(await cloud.picture(), before);
  assert.deepEqual(outputsOf(cloud), outputs);
}

function urns({ lab }: Cloud): readonly string[] {
  const exported = lab.pulumi("stack", "export", "--stack", lab.stack);
  const { deployment } = JSON.parse(exported) as { deployment: { resources: { urn: string }[] } };
  return deployment.resources.map(({ urn }) => urn).sort();
}

function outputsOf({ lab }: Cloud): string {
  return lab.pulumi("stack", "output", "--json", "--stack", lab.stack);
}

function logins({ lab }: Cloud): readonly number[] {
  const command = "journalctl -q _COMM=sshd -o cat | grep -c 'Accepted publickey' || true";
  return machines.map((machine) => Number(lab.on(machine, command)));
}
