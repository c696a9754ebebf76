/** The passwords of a lab: new for each, and awkward on purpose, since real ones are. */
import { randomBytes } from "node:crypto";
import type { AnyRelease } from "../../releases/release";

/** Everything but letters that a password may hold. */
const awkward = String.raw`$%@#;/\ "'`;

/** Passwords of the services that a lab runs. */
export interface Secrets {
  readonly admin: string;
  readonly database: string;
  readonly swift: string;
  readonly broker: string;
}

/**
 * New passwords. The broker's has no slash, which needs a URL of another form: a test gives it one
 * later. The administrator's is plain, as it stands in a shell script.
 *
 * Juno's form of Swift's settings makes a URL of user and key, in which a slash ends the key; and
 * kombu under Python 2 spoils letters of the broker's password that are not ASCII.
 */
export function newSecrets(release: AnyRelease): Secrets {
  const juno = release === "juno";
  const slashless = awkward.replace("/", "");
  return {
    admin: letters(),
    database: `${letters()}${awkward}жö${letters()}`,
    swift: `${letters()}${juno ? slashless : awkward}жö${letters()}`,
    broker: `${letters()}${slashless}${juno ? "" : "жö"}${letters()}`,
  };
}

function letters(): string {
  return randomBytes(6).toString("hex");
}
