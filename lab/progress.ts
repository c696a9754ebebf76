/** What the lab says while it works: on standard error, slow steps with their seconds. */

/** Something that the user can mend; the exit code tells scripts which kind it is. */
export class LabError extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
  }
}

/** The exit code that means: real hosts cannot be had on this machine. */
export const noRealHosts = 3;

/** One line. */
export function say(line: string): void {
  console.error(`lab: ${line}`);
}

/** Does a step and says how long it took. */
export async function step<T>(what: string, work: () => T | Promise<T>): Promise<T> {
  const begun = Date.now();
  const result = await work();
  say(`${what}, ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  return result;
}
