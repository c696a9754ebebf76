import type { HostSettings } from "../../settings/schema";

/** In which order hosts change: a stage begins when the one before it has succeeded. */
export interface Rollout {
  /** The host that makes the Keystone records. */
  readonly registrar: string;
  /** The image host that goes first: it proves the change, and populates the database. */
  readonly leader: string;
  readonly stages: readonly (readonly string[])[];
}

/**
 * The host that makes the records first, for the others log in with them; then one image host;
 * then the other image hosts; then those that only compute. Without a host of the role `identity`
 * the first image host makes the records.
 */
export function rollout(hosts: Readonly<Record<string, HostSettings>>): Rollout {
  const having = (role: HostSettings["roles"][number]) =>
    Object.keys(hosts).filter((name) => hosts[name]?.roles.includes(role));
  const images = having("image");
  const [identity] = having("identity");
  const leader = identity !== undefined && images.includes(identity) ? identity : images[0];
  if (leader === undefined) throw new Error("a stack needs a host of the role image");
  const registrar = identity ?? leader;
  const first = [...new Set([registrar, leader])];
  const followers = images.filter((name) => name !== leader);
  const computes = having("compute").filter(
    (name) => !images.includes(name) && !first.includes(name),
  );
  const stages = [...first.map((name) => [name]), followers, computes];
  return { registrar, leader, stages: stages.filter((stage) => stage.length > 0) };
}
