import { appendFileSync } from "node:fs";

/** A case that was tried and came out as it must; test/badInput/print makes a table of them. */
export interface Tried {
  readonly group: string;
  /** What is wrong. */
  readonly what: string;
  /** `preview`: before anything is contacted. `host`: by the program there. `pulumi`: by its own. */
  readonly caught: "preview" | "host" | "pulumi";
  /** The first line of the error. */
  readonly error: string;
}

/** Notes a case in the file that BAD_INPUTS names, a line of JSON each; nowhere without it. */
export function record(tried: Tried): void {
  const file = process.env.BAD_INPUTS;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(tried)}\n`);
}
