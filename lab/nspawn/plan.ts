/** Everything about a lab that is settled before its first host boots. */
import type { KeyPair } from "../keyPair";
import type { Network } from "./network";
import type { Secrets } from "./secrets";
import type { Topology } from "../topology";

/** All that a lab's hosts and its inventory are made from. */
export interface Plan {
  readonly topology: Topology;
  readonly network: Network;
  readonly secrets: Secrets;
  /** The public half of the lab's own SSH key. */
  readonly publicKey: string;
  /** The hosts' own keys, by name. */
  readonly hostKeys: ReadonlyMap<string, KeyPair>;
}

/** The address of the host of that number. */
export function addressOf({ network }: Plan, number: number): string {
  return `${network.prefix}.${number}`;
}

/** The key of the host of that name. */
export function hostKeyOf({ hostKeys }: Plan, name: string): KeyPair {
  const key = hostKeys.get(name);
  if (!key) throw new Error(`host '${name}' has no key`);
  return key;
}
