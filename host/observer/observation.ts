/**
 * An observation: a resource a host. It puts the program there, and its state is what of the host is
 * no longer as the last transaction left it. It differs from {@link remote.Command} in that it can be
 * read, and in what it leaves when it goes: nothing.
 */
import type { types } from "@pulumi/command";

/** What is wrong with a host, by item: `{"glance-api.conf [DEFAULT] bind_port": "9999, not 9292"}`. */
export type Drift = Readonly<Record<string, string>>;

/** The program's copy on a host. */
export interface ProgramCopy {
  /** Its place, relative to the login's home. */
  readonly path: string;
  /** Of the archive. */
  readonly sha256: string;
}

/** What an observation is made from. */
export interface ObservationInputs {
  /** How SSH reaches it. */
  readonly connection: types.output.remote.Connection;
  /** The command that observes; it holds no secret. */
  readonly command: string;
  /** What the command gets on stdin, if anything; secret. */
  readonly stdin?: string;
  /** The command that leaves nothing of the stack there. */
  readonly leave: string;
  /** Exits 0 where the stack's ledger is on the host. */
  readonly ledger: string;
  /** The copy to put there; missing where an administrator has installed the program. */
  readonly copy?: ProgramCopy;
  /** What is wanted: none. A refresh puts in its place what it finds, so that a preview shows it. */
  readonly drift: Drift;
}

/** What the state keeps. */
export interface ObservationState extends ObservationInputs {
  /** How often drift was found and is to be repaired: the transaction takes it as an input. */
  readonly generation: number;
}
