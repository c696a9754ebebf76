/** The passwords of a lab: new for each, and awkward on purpose, since real ones are. */
import { randomBytes } from "node:crypto";
import type { AnyRelease } from "../../releases/history";

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
 * Juno's form of Swift's settings makes a URL of user and key, in which a slash ends the key. And
 * Python 2 reads percent-encoded letters of other alphabets wrong, in that URL and in the broker's.
 */
export function newSecrets(release: AnyRelease): Secrets {
  const slashless = awkward.replace("/", "");
  const [swift, beyondAscii] = release === "juno" ? [slashless, ""] : [awkward, "жö"];
  return {
    admin: letters(),
    database: `${letters()}${awkward}жö${letters()}`,
    swift: `${letters()}${swift}${beyondAscii}${letters()}`,
    broker: `${letters()}${slashless}${beyondAscii}${letters()}`,
  };
}

function letters(): string {
  return randomBytes(6).toString("hex");
}
