/** The machines that sequences run on, whatever they are: folders behind SSH, or booted hosts. */
import type { Document } from "yaml";
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

/** What a stack's file says that no sequence changes. */
export interface Base {
  /** What its secrets are encrypted with. */
  readonly passphrase: string;
  /** Its passwords, by the settings' names: no output may hold them. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Writes it; `pulumi` runs in this environment, where the stack of that name is. */
  write(file: string, stack: string, environment: NodeJS.ProcessEnv): Promise<void>;
  /** Adds what follows from which machines serve. */
  adapt(document: Document, machines: readonly Target[]): void;
}

export interface Cloud {
  readonly base: Base;
  /** The machines' names, which no stack knows. */
  readonly machines: readonly string[];
  /** Machines that each stack has beside those, which must be as before once it has gone. */
  readonly witnesses: readonly string[];
  /** Whether a stack alone says all that a machine becomes; else no drift may be found there. */
  readonly hasReference: boolean;
  /** The agent that holds the key to them. */
  readonly agentSocket: string;
  target(machine: string): Target;
  /** What a machine is now. */
  picture(machine: string): Promise<Picture>;
  /** Lays a fault ready. */
  strike(machine: string, blow: Blow): Promise<void>;
  /** Whether the program met the fault that was last laid ready. */
  hasStruck(machine: string): Promise<boolean>;
  /** Takes back what nobody met. */
  forget(machine: string): Promise<void>;
  /** Resolves when no program of ours runs there any more. */
  quiet(machine: string): Promise<void>;
  /** Does it on the machine. */
  byHand(machine: string, deed: Deed): Promise<void>;
  stop(): Promise<void>;
}
