import { secret, type Input, type Output } from "@pulumi/pulumi";
import { encode } from "./encode";

declare const isMasked: unique symbol;

/**
 * An input that Pulumi masks. A plain text is none, and neither is any other output: one comes from
 * this file alone, so that a secret which nobody wrapped does not compile.
 */
export type SecretInput = Output<string> & { readonly [isMasked]: true };

/** A text as an input that Pulumi masks, and so is all that is made of it. */
export function secretInput(text: Input<string>): SecretInput {
  return secret(text) as SecretInput;
}

/** A document or request as it travels, which Pulumi masks: whoever inflates it reads its secrets. */
export function sealed(document: Output<unknown>): SecretInput {
  return secretInput(document.apply(encode));
}
