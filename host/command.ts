/** The commands that run the program on a host. They hold no secret: errors print them whole. */

/** Longest a transaction may take, in seconds; a provider cannot stop a command under way. */
const bound = 1500;

/** The program's place on a host, relative to the login's home, one a stack. */
export function programPath(stack: string): string {
  return `.pulumi-glance-${stack}.pyz`;
}

/** Applies the document on stdin. */
export function applyCommand(user: string, stack: string): string {
  return `${bounded(user)} python3 ${programPath(stack)} apply`;
}

/** Runs the proof on stdin. */
export function proveCommand(user: string, stack: string): string {
  return `${bounded(user)} python3 ${programPath(stack)} prove`;
}

/** Retires the stack's former user, as the request on stdin says. */
export function retireCommand(user: string, stack: string): string {
  return `${bounded(user)} python3 ${programPath(stack)} retire`;
}

/**
 * Puts back what the host had. Where the program is gone there must be nothing to put back: it
 * removes itself as the last step of an undo.
 */
export function undoCommand(user: string, stack: string): string {
  const program = programPath(stack);
  const undo = `${bounded(user)} python3 ${program} undo ${stack}`;
  const ledger = `${asRoot(user)}test -e /var/lib/pulumi-glance/${stack}`;
  const missing = `{ echo '${program} is gone: run pulumi up first' >&2; exit 1; }`;
  return `if test -e ${program}; then ${undo}; elif ${ledger}; then ${missing}; fi`;
}

function bounded(user: string): string {
  return `${asRoot(user)}timeout -k 30 ${bound}`;
}

function asRoot(user: string): string {
  return user === "root" ? "" : "sudo -n ";
}
