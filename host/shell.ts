/** Words of a shell's command line, for commands that a host runs and that an operator copies. */

/**
 * A word as a shell reads it back, whatever is in it. One in which all is `plain` stays bare; no
 * character that a shell takes for its own may be plain.
 */
export function word(text: string, plain = /^[\w.-]+$/): string {
  return plain.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
