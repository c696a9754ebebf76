/** Values between the engine and the plugin: without the wrappings in which they travel. */
import {
  isRpcSecret,
  specialOutputValueSig,
  specialSigKey,
  unknownValue,
  unwrapRpcSecret,
} from "@pulumi/pulumi/runtime/rpc";

/** The value without the wrappings of secrets and outputs; `undefined` where it is not known yet. */
export function plain(value: unknown): unknown {
  if (value === unknownValue) return undefined;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if (isRpcSecret(value)) return plain(unwrapRpcSecret(value));
  const entries = Object.entries(value);
  const wrapped = value as Readonly<Record<string, unknown>>;
  if (wrapped[specialSigKey] === specialOutputValueSig) return plain(wrapped.value);
  return Object.fromEntries(entries.map(([key, inner]) => [key, plain(inner)]));
}
