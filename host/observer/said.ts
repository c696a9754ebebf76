/** What a program on a host said of its own failure. */

/** What is said before the program runs at all, by those who were to start it: their name is the message's. */
const starters = /^(sudo|bash|sh|python3|env): /;

/**
 * The last thing that stderr says, with the commands below it; undefined where it says nothing. Each line of
 * the program's begins with its host's name, whatever is in that, which goes; a command to paste stands bare.
 */
export function lastSaid(stderr: string): string | undefined {
  const lines = stderr.trim().split("\n");
  const last = lines.at(-1) ?? "";
  const [prefix] = /^[^:]+: /.exec(lines[0] ?? "") ?? [];
  if (prefix === undefined || starters.test(last)) return last === "" ? undefined : last;
  const begin = lines.findLastIndex((line) => line.startsWith(prefix));
  return lines.slice(begin).join("\n").slice(prefix.length);
}
