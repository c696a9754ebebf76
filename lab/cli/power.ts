/** Power cuts: a host ends in the middle of whatever it does, and boots again with what it wrote. */
import { endGroup } from "./cgroup";
import { layersOf } from "./images";
import { bridgesOf, dropLink } from "./network";
import { machineName, startHost } from "./processes";
import { LabError } from "./progress";
import { untilAnswers } from "./ssh";
import { inventoryOf, type Lab } from "./state";
import { readTopology } from "./topology";

/** Ends all processes of a host at once. What it has written to its files stays. */
export async function cut(lab: Lab, host: string): Promise<void> {
  addressOf(lab, host);
  await endGroup(`${lab.group}/${host}`);
  // Its end of the link would go with its network, which may outlive it by a minute.
  for (const bridge of bridgesOf(lab.owner)) dropLink(bridge, machineName(lab, host));
}

/** Boots a host that was cut off, and waits until it answers. */
export async function boot(lab: Lab, host: string): Promise<void> {
  const address = addressOf(lab, host);
  const { hosts } = readTopology(inventoryOf(lab).topology);
  const layer = hosts.find(({ name }) => name === host)?.layer;
  const [bridge] = bridgesOf(lab.owner);
  if (layer === undefined || bridge === undefined) {
    throw new LabError(`lab '${lab.name}' has no host '${host}' that can be booted`);
  }
  startHost(lab, host, layersOf(layer), bridge);
  await untilAnswers(address, 22, 180);
}

function addressOf(lab: Lab, host: string): string {
  const found = inventoryOf(lab).hosts[host];
  if (found === undefined) throw new LabError(`lab '${lab.name}' has no host '${host}'`);
  return found.address;
}
