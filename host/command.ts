/** The commands that run the program on a host. They hold no secret: errors print them whole. */
import { word } from "./shell";

/** How long a command on a host may take; a provider cannot stop one under way, so it ends itself. */
export interface Limits {
  /** Seconds after which a transaction is interrupted and puts everything back. */
  readonly transactionSeconds: number;
  /** Seconds that it waits for another one on the same host. */
  readonly lockSeconds: number;
}

/** How the program is called on a host. */
export interface Invocation {
  /** The user that logs in; any but root uses sudo. */
  readonly user: string;
  /** `<project>-<stack>`: names the program and the ledger on the host. */
  readonly stack: string;
  readonly limits: Limits;
  /** Where an administrator has installed the program; null: it is copied into the login's home. */
  readonly installed: string | null;
}

/** Seconds that putting everything back may take; the program's own default. */
const putBackSeconds = 600;

/** The program's place on a host, relative to the login's home, one a stack. */
export function programPath(stack: string): string {
  return `.pulumi-glance-${stack}.pyz`;
}

/** Applies the document on stdin. */
export function applyCommand(invocation: Invocation): string {
  return program(invocation, "apply");
}

/** Asks whether the document on stdin could be made true. */
export function precheckCommand(invocation: Invocation): string {
  return program(invocation, "precheck");
}

/** Says what of the host is no longer as the last transaction left it. */
export function observeCommand(invocation: Invocation): string {
  return program(invocation, `observe ${invocation.stack}`);
}

/** Runs the proof on stdin. */
export function proveCommand(invocation: Invocation): string {
  return program(invocation, "prove");
}

/** Leads clients to the URLs of the request on stdin. */
export function publishCommand(invocation: Invocation): string {
  return program(invocation, "publish");
}

/** Retires the stack's former user, as the request on stdin says. */
export function retireCommand(invocation: Invocation): string {
  return program(invocation, "retire");
}

/**
 * Puts back what the host had, unless the stack has the machine under another name by now. Where a
 * copied program is gone there must be nothing to put back.
 */
export function undoCommand(invocation: Invocation, host: string): string {
  const { stack, installed } = invocation;
  const undo = program(invocation, `undo ${stack} ${word(host)}`);
  if (installed !== null) return undo;
  const copied = programPath(stack);
  const missing = `{ echo '${copied} is gone: pulumi up --refresh puts it back' >&2; exit 1; }`;
  return `if test -e ${copied}; then ${undo}; elif ${ledgerCommand(invocation)}; then ${missing}; fi`;
}

/** The same, of whatever is still there; a copied program removes itself as the last step. */
export function leaveCommand(invocation: Invocation, host: string): string {
  return program(invocation, `leave ${invocation.stack} ${word(host)}`);
}

/** Exits 0 where the stack's ledger is on the host. */
export function ledgerCommand({ user, stack }: Pick<Invocation, "user" | "stack">): string {
  return `${asRoot(user)}test -e /var/lib/pulumi-glance/${stack}`;
}

/**
 * Fails while the Image service has images. Where a copied program is gone there is nothing to undo,
 * and so nothing to guard.
 */
export function imagesCommand(invocation: Invocation): string {
  const images = program(invocation, `images ${invocation.stack}`);
  if (invocation.installed !== null) return images;
  return `if test -e ${programPath(invocation.stack)}; then ${images}; fi`;
}

/** How long the engine waits for a command: longer than any is on a host. */
export function engineTimeout({ transactionSeconds }: Limits): string {
  return `${transactionSeconds + putBackSeconds + 60}s`;
}

/** One line, the program with a verb; a restricted key lets nothing else through (forced_command.py). */
function program({ user, stack, limits, installed }: Invocation, verb: string): string {
  const { transactionSeconds, lockSeconds } = limits;
  const path = installed ?? `python3 ${programPath(stack)}`;
  return `${asRoot(user)}${path} --limit ${transactionSeconds} --lock-limit ${lockSeconds} ${verb}`;
}

function asRoot(user: string): string {
  return user === "root" ? "" : "sudo -n ";
}
