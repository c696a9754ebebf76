/**
 * Waiting for what happens elsewhere, bounded by what is waited for. A bound is for what never comes:
 * it is so long that a busy machine does not reach it, and nobody waits for it where all is well.
 */
import { setTimeout as pause } from "node:timers/promises";

/** What a look shows: `true` where it holds, else what was seen instead. */
export type Seen = true | string;

/** How long, and how often. */
export interface Patience {
  /** After so many seconds it is given up. */
  readonly seconds?: number;
  /** Milliseconds from one look to the next. */
  readonly every?: number;
}

/**
 * Looks until it holds. When it does not in time, the error says what was waited for and what was
 * seen last. A look that throws ends the waiting: it will never hold.
 */
export async function until(
  what: string,
  look: () => Seen | Promise<Seen>,
  { seconds = 600, every = 50 }: Patience = {},
): Promise<void> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    // The time is read before the look: the last look is one after the whole of it.
    const over = performance.now() >= end;
    const seen = await look();
    if (seen === true) return;
    if (over) throw new Error(`waited ${seconds} s for ${what}; last seen: ${seen}`);
    await pause(every);
  }
}
