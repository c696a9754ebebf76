import { secret, type Input, type Output } from "@pulumi/pulumi";

declare const isMasked: unique symbol;

/**
 * An input that Pulumi masks. A plain text is none, and neither is any other output: one comes from
 * {@link secretInput} alone, so that a secret which nobody wrapped does not compile.
 */
export type SecretInput = Output<string> & { readonly [isMasked]: true };

/** A text as an input that Pulumi masks, and so is all that is made of it. */
export function secretInput(text: Input<string>): SecretInput {
  return secret(text) as SecretInput;
}
