import type { Parts } from "./parts";

/**
 * The document: everything that must be true of one host, merged from the contributions of all
 * components. It travels once, compressed, in the secret stdin of the host's one transaction, and
 * `host/program` makes it true. Field names are the contract between the two.
 */
export interface HostDocument extends Parts {
  /** Version of this format; the program refuses another. */
  readonly format: 1;
  /** Names the ledger on the host: `<project>-<stack>`. One host may serve several stacks. */
  readonly stack: string;
  /** The host's name in the stack's configuration, for messages. */
  readonly host: string;
  /** sha256 of the program archive that must be the one reading this. */
  readonly program: string;
  /** Raised when an observation found drift: the same document again, and nothing remembered is believed. */
  readonly generation: number;
  /** Raw secrets, so that the program can mask them (plain and percent-encoded) in all it prints. */
  readonly secrets: readonly string[];
}
