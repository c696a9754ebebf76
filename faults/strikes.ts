/** What strikes in each scenario, and how densely: the rows of the table. A restart takes seconds. */
import type { Kind } from "./host";
import type { Second } from "./walk";

/** What strikes, at one in so many operations. */
export interface Row {
  readonly kind: Kind;
  readonly every: number;
  /** A second fault, during the recovery from the first. */
  readonly second?: Second;
}

const pairs = (every: number): readonly Row[] => [
  { kind: "kill", every, second: "in the next run" },
  { kind: "full", every, second: "as it puts back" },
];

/** A change of a host that serves: the program dies at each of its operations. */
export const killed: readonly Row[] = [{ kind: "kill", every: 1 }];

/** The same change: all else. */
export const changed: readonly Row[] = [
  { kind: "session", every: 23 },
  { kind: "lost", every: 31 },
  { kind: "full", every: 17 },
  { kind: "readonly", every: 31 },
  { kind: "cut", every: 31 },
  ...pairs(13),
];

/** The same on a host with a disk, whose page cache goes with its power. */
export const changedOnDisk: readonly Row[] = [{ kind: "loss", every: 7 }];

export const firstAndUndo: readonly Row[] = [
  { kind: "kill", every: 17 },
  { kind: "session", every: 67 },
  { kind: "full", every: 67 },
  { kind: "cut", every: 97 },
  ...pairs(41),
];

export const firstAndUndoOnDisk: readonly Row[] = [{ kind: "loss", every: 23 }];

export const records: readonly Row[] = [
  { kind: "kill", every: 3 },
  { kind: "session", every: 13 },
  { kind: "full", every: 17 },
  ...pairs(11),
];

/** How `--kinds` names a row. */
export function kindOf({ kind, second }: Row): string {
  return second === undefined ? kind : "pairs";
}
