/** A stack as the model has it: what of its file the sequences change. */

/** What the stack's file says. */
export interface Wanted {
  /** The machine behind each host's name. */
  readonly hosts: Readonly<Record<string, string>>;
  readonly region: string;
  /** Whether images go to Swift. */
  readonly swift: boolean;
  /** `[DEFAULT] limit_param_default`, a key that no service is the worse for. */
  readonly limit: number;
}

/** All but the hosts: machines of one role are the same wherever this is. */
export type Service = Omit<Wanted, "hosts">;

/** The name by which a stack knows a machine; undefined where it does not. */
export function nameOf({ hosts }: Pick<Wanted, "hosts">, machine: string): string | undefined {
  return Object.keys(hosts).find((name) => hosts[name] === machine);
}

/** The same hosts with one more, less, or other. The order stays: the first leads the rollout. */
export function withHost(wanted: Wanted, name: string, machine: string): Wanted {
  return { ...wanted, hosts: { ...wanted.hosts, [name]: machine } };
}

/** The same hosts without that one. */
export function withoutHost(wanted: Wanted, name: string): Wanted {
  const kept = Object.entries(wanted.hosts).filter(([other]) => other !== name);
  return { ...wanted, hosts: Object.fromEntries(kept) };
}

/** The same machine under another name, in its place. */
export function renamed(wanted: Wanted, name: string, other: string): Wanted {
  const hosts = Object.entries(wanted.hosts).map(
    ([each, machine]) => [each === name ? other : each, machine] as const,
  );
  return { ...wanted, hosts: Object.fromEntries(hosts) };
}
