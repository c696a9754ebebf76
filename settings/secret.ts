import { inspect } from "node:util";
import { secretInput, type SecretInput } from "../host/document/secretInput";

/** What stands for a secret wherever somebody writes one by mistake. */
const mask = "[secret]";

/**
 * A text of the configuration that is secret: a password, a key, a value of an encrypted fragment. It is
 * no text to TypeScript, and whoever writes it out gets a mask, so that a slip in a message, a log or
 * JSON shows no secret.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The secret as an input of a component or resource; Pulumi masks it, and all that is made of it. */
  asInput(): SecretInput {
    return secretInput(this.#text);
  }

  /**
   * The text itself, for a check that must look into it. A message may say what is wrong with it, and
   * never repeat it.
   */
  inClear(): string {
    return this.#text;
  }

  /** Another secret, made of this one. */
  map(change: (text: string) => string): Secret {
    return new Secret(change(this.#text));
  }

  toString(): string {
    return mask;
  }

  toJSON(): string {
    return mask;
  }

  [inspect.custom](): string {
    return mask;
  }
}

/** A text that is secret where it came encrypted. */
export type MaybeSecret = string | Secret;

/** The text itself, for a check that must look into it; as {@link Secret.inClear}. */
export function inClear(text: MaybeSecret): string {
  return text instanceof Secret ? text.inClear() : text;
}
