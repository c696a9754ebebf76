/** The machines that sequences run on, whatever they are: folders behind SSH, or booted hosts. */
import type { Order } from "../host";
import type { Picture } from "../picture";

/** Where SSH reaches a machine, and what it can be, as a stack's file says it. */
export interface Target {
  readonly address: string;
  readonly port: number;
  readonly hostKey: string;
  readonly roles: readonly string[];
}

/** A fault that waits for the next run of the program on a machine. */
export type Blow = Order | { readonly kind: "fail"; readonly command: string };

/** What somebody does to a machine by hand. */
export interface Deed {
  /** The item as `preview --refresh` names it. */
  readonly item: string;
  /** A shell command, in the machine's root folder. */
  readonly command: string;
}

export interface Cloud {
  /** The machines' names, which no stack knows. */
  readonly machines: readonly string[];
  /** The agent that holds the key to them. */
  readonly agentSocket: string;
  target(machine: string): Target;
  /** What a machine is now. */
  picture(machine: string): Promise<Picture>;
  /** Lays a fault ready. */
  strike(machine: string, blow: Blow): Promise<void>;
  /** Whether the program met the fault that was last laid ready. */
  hasStruck(machine: string): boolean;
  /** Takes back what nobody met. */
  forget(machine: string): Promise<void>;
  /** Resolves when no program of ours runs there any more. */
  quiet(machine: string): Promise<void>;
  /** Does it on the machine. */
  byHand(machine: string, deed: Deed): Promise<void>;
  stop(): Promise<void>;
}
