/** What a program on a host said of its own failure. */

/** A line of the program's begins with its host's name; a command to paste stands bare. */
const ofProgram = /^[A-Za-z0-9][\w.-]*: /;

/**
 * The last thing that stderr says, without the host's name, with the commands below it; undefined where
 * it says nothing.
 */
export function lastSaid(stderr: string): string | undefined {
  const lines = stderr.trim().split("\n");
  const begin = Math.max(
    lines.findLastIndex((line) => ofProgram.test(line)),
    0,
  );
  const text = ofProgram.test(lines[begin] ?? "")
    ? lines.slice(begin).join("\n").replace(ofProgram, "")
    : (lines.at(-1) ?? "");
  return text === "" ? undefined : text;
}
