/** Whether a host's name means the machine that it meant before. */
import { z } from "zod";

const connection = z.object({
  host: z.string(),
  port: z.number().optional(),
  hostKey: z.string().optional(),
});

/** Where SSH reaches a machine, and the key by which it is known. */
export interface Machine {
  /** Address and port. */
  readonly address: string;
  readonly hostKey: string;
}

/** The machine behind a connection; undefined where that is not known yet. */
export function machineOf(value: unknown): Machine | undefined {
  const { data } = connection.safeParse(value);
  if (data === undefined) return undefined;
  return { address: `${data.host}:${data.port ?? 22}`, hostKey: data.hostKey ?? "" };
}

/** A machine keeps its host key or its address: one that has neither any more is another one. */
export function isSame(one: Machine, other: Machine): boolean {
  return one.hostKey === other.hostKey || one.address === other.address;
}

/** Why a host may not be the machine that it is now; undefined where it may. */
export function otherMachine(host: string, before: unknown, now: unknown): string | undefined {
  const [former, next] = [machineOf(before), machineOf(now)];
  if (former === undefined || next === undefined || isSame(former, next)) return undefined;
  return (
    `Host: hosts.${host}: it was ${former.address}, and is ${next.address} with another host key: ` +
    "that is another machine, and the former one would keep its configuration and its passwords. " +
    "Give the new machine a name of its own in glance:hosts, and remove this one; the next up " +
    "configures the new machine, and undoes the former one after that. Forget a machine that is " +
    `gone for good (docs/operate/undo.md):\nci/forget-host STACK ${host}`
  );
}
