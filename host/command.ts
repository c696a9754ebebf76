/** The commands that run the program on a host. They hold no secret: errors print them whole. */

/** Longest a transaction may take, in seconds; a provider cannot stop a command under way. */
const bound = 1500;

/** Longest an observation may take, in seconds: `glance-manage db check` alone may take 120. */
export const observationBound = 240;

/** The program's place on a host, relative to the login's home, one a stack. */
export function programPath(stack: string): string {
  return `.pulumi-glance-${stack}.pyz`;
}

/** Applies the document on stdin. */
export function applyCommand(user: string, stack: string): string {
  return `${bounded(user)} python3 ${programPath(stack)} apply`;
}

/** Says what of the host is no longer as the last transaction left it. */
export function observeCommand(user: string, stack: string): string {
  return `${bounded(user, observationBound)} python3 ${programPath(stack)} observe ${stack}`;
}

/** Runs the proof on stdin. */
export function proveCommand(user: string, stack: string): string {
  return `${bounded(user)} python3 ${programPath(stack)} prove`;
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

/**
 * Fails while the Image service has images. Where the program is gone there is nothing to undo, and
 * so nothing to guard.
 */
export function imagesCommand(user: string, stack: string): string {
  const program = programPath(stack);
  return `if test -e ${program}; then ${bounded(user)} python3 ${program} images ${stack}; fi`;
}

function bounded(user: string, seconds = bound): string {
  return `${asRoot(user)}timeout -k 30 ${seconds}`;
}

function asRoot(user: string): string {
  return user === "root" ? "" : "sudo -n ";
}
