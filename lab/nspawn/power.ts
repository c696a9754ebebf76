/** Power cuts: a host ends in the middle of whatever it does, and boots again with what it wrote. */
import { existsSync, readFileSync } from "node:fs";
import { untilAnswers } from "../answers";
import { endGroup } from "./cgroup";
import { layersOf } from "./images";
import { bridgesOf, dropLink } from "./network";
import { machineName, startHost } from "./processes";
import { LabError } from "../progress";
import { hostOf } from "../ssh";
import { inventoryOf, parts, type Lab } from "../state";
import { readTopology, type HostPlan } from "../topology";

/** Ends all processes of a host at once. What it has written to its files stays. */
export async function cut(lab: Lab, host: string): Promise<void> {
  hostOf(inventoryOf(lab), host);
  await endGroup(`${lab.group}/${host}`);
  // Its end of the link would go with its network, which may outlive it by a minute.
  for (const bridge of bridgesOf(lab.owner)) dropLink(bridge, machineName(lab, host));
}

/** Boots a host that was cut off, and waits until it answers. */
export async function boot(lab: Lab, host: string): Promise<void> {
  const target = hostOf(inventoryOf(lab), host);
  const [bridge] = bridgesOf(lab.owner);
  if (bridge === undefined) throw new LabError(`lab '${lab.name}' has no network`);
  startHost(lab, host, layersOf(layerOf(lab, host)), bridge);
  await untilAnswers(target);
}

/** The image that a host boots from: its topology's, until it was upgraded. */
export function layerOf(lab: Lab, host: string): string {
  const file = parts.layer(lab, host);
  return existsSync(file) ? readFileSync(file, "utf8") : planOf(lab, host).layer;
}

/** A host as its topology has it. */
export function planOf(lab: Lab, host: string): HostPlan {
  const { hosts } = readTopology(inventoryOf(lab).topology);
  const plan = hosts.find(({ name }) => name === host);
  if (plan === undefined) throw new LabError(`the topology of lab '${lab.name}' has no '${host}'`);
  return plan;
}
