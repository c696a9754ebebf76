import { Secret } from "../../settings/secret";

/** Settings with each secret as `{secret: text}`: `deepEqual` takes any two secrets for the same. */
export function opened(value: unknown): unknown {
  if (value instanceof Secret) return { secret: value.inClear() };
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, opened(inner)]));
}
