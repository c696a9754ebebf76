import type { Input } from "@pulumi/pulumi";

/** A value of which leaves may be secret or not yet known. */
export type Pending<T> = [T] extends [boolean | undefined]
  ? Input<boolean>
  : [T] extends [string | number | null | undefined]
    ? Input<Exclude<T, undefined>>
    : { readonly [K in keyof T]: Pending<T[K]> };

/** An item of a document before its component's name is put on it. */
export type Unsigned<T> = T extends unknown ? Pending<Omit<T, "component">> : never;
