/** What a host is (faults/host/picture.py), and how two pictures differ. */

export interface Picture {
  /** Files, rules, mounts, packages, units, Keystone's rows: what each is, by name. */
  readonly things: Readonly<Record<string, string>>;
  /** How often glance-api was started since the host booted. */
  readonly starts: number;
}

/** Files that a transaction swaps in, and that must be whole at any moment. */
const swapped = /^\/etc\/(glance|haproxy-glance|iptables|nova|systemd\/system)\/(?!.*\.wants\/)/;

/** Made ready beside its place; the next run takes it away. */
const staged = ".pulumi-glance-staged";

/** What differs, a line each. */
export function differences(found: Picture, wanted: Picture): readonly string[] {
  const names = new Set([...Object.keys(found.things), ...Object.keys(wanted.things)]);
  return [...names].sort().flatMap((name) => {
    const [is, must] = [found.things[name] ?? "missing", wanted.things[name] ?? "missing"];
    return is === must ? [] : [`${name} is ${is}, not ${must}`];
  });
}

/** Files that are neither what they were nor what they were to become. */
export function torn(found: Picture, former: Picture, future: Picture): readonly string[] {
  const names = [found, former, future].flatMap(({ things }) => Object.keys(things));
  return [...new Set(names)].sort().flatMap((name) => {
    if (!swapped.test(name) || name.endsWith(staged)) return [];
    const is = found.things[name];
    if (is === former.things[name] || is === future.things[name]) return [];
    return [`${name} is half written: ${is ?? "missing"}`];
  });
}
