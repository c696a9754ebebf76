/** The passwords of a lab: new for each, and awkward on purpose, since real ones are. */
import { randomBytes } from "node:crypto";

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
 */
export function newSecrets(): Secrets {
  return {
    admin: letters(),
    database: `${letters()}${awkward}жö${letters()}`,
    swift: `${letters()}${awkward}жö${letters()}`,
    broker: `${letters()}${awkward.replace("/", "")}жö${letters()}`,
  };
}

function letters(): string {
  return randomBytes(6).toString("hex");
}
