/** What a walk found: one line of the table. */
export interface Finding {
  readonly scenario: string;
  readonly fault: string;
  tried: number;
  /** Faults after which the next run completed or undid the transaction, and all was there. */
  survived: number;
  /** How the others ended. */
  readonly lost: string[];
}
