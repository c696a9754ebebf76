/** What leaves a stack, as its state alone shows: said by each preview, which contacts nobody. */
import { isSame } from "./machine";
import type { Foundation } from "./precheck";

/** A sentence for each thing that others may live from and that goes or becomes another. */
export function departures(before: Foundation, now: Foundation): string[] {
  return [
    ...hosts(before, now),
    ...registrar(before, now),
    ...region(before, now),
    ...user(before, now),
    ...service(before, now),
    ...stores(before, now),
  ];
}

function hosts(before: Foundation, now: Foundation): string[] {
  return Object.entries(before.hosts).flatMap(([name, machine]) => {
    if (name in now.hosts) return [];
    const renamed = Object.entries(now.hosts).find(
      ([other, found]) => !(other in before.hosts) && isSame(machine, found),
    );
    return renamed === undefined
      ? [
          `hosts.${name} leaves the stack: once the others are done, the stack gives it back what it had before`,
        ]
      : [
          `hosts.${name} is hosts.${renamed[0]} now, the same machine: the stack takes it over as it is, and undoes nothing on it`,
        ];
  });
}

function registrar(before: Foundation, now: Foundation): string[] {
  const [former, next] = [before.hosts[before.registrar], now.hosts[now.registrar]];
  if (former === undefined || next === undefined || isSame(former, next)) return [];
  return [
    `hosts.${now.registrar} makes the Keystone records instead of hosts.${before.registrar}: it takes them over as they are`,
  ];
}

function region(before: Foundation, now: Foundation): string[] {
  if (before.region === now.region) return [];
  return [
    `region ${before.region} becomes ${now.region}: the stack's endpoints in ${before.region} go, and its clients find no Image service of this stack any more`,
  ];
}

function user(before: Foundation, now: Foundation): string[] {
  if (before.user === now.user) return [];
  return [
    `Keystone's user ${before.user} becomes ${now.user}: the former one goes after all hosts have switched, where this stack made it and nobody else uses it`,
  ];
}

function service(before: Foundation, now: Foundation): string[] {
  if (before.service === now.service) return [];
  return [`Keystone's service ${before.service} becomes ${now.service}`];
}

function stores(before: Foundation, now: Foundation): string[] {
  return Object.entries(before.stores).flatMap(([name, place]) => {
    const next = now.stores[name];
    if (next === place) return [];
    const what =
      next === undefined
        ? `store ${name} goes`
        : `store ${name} is at ${next} now, not at ${place}`;
    return [`${what}: nobody could read the images in it, so the hosts refuse while there are any`];
  });
}
