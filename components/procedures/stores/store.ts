/** A kind of store: all that a stack must know of it, in the one file of that kind. */
import type { Resource } from "@pulumi/pulumi";
import type { SecretInput } from "../../../host/document/secretInput";
import type { StoreLookup } from "../../../host/document/stores";
import type { Unsigned } from "../../../host/document/unsigned";
import type { Settings } from "../../../settings/schema";
import type { StoreKind } from "../../../settings/stores";
import type { Procedure, Target } from "../procedure";

/** What a store is made from. */
export interface StoreContext<K extends StoreKind> {
  /** Its group of settings. */
  readonly group: NonNullable<Settings[K]>;
  /** The stack's region. */
  readonly region: string;
}

/** What the proof is asked to look for, and the secrets in that. */
export interface Lookup {
  readonly store: Unsigned<StoreLookup>;
  readonly secrets: readonly SecretInput[];
}

/** What is true of one kind of store. */
export interface StoreRule<K extends StoreKind> {
  /** What Glance calls a store of this kind, as its section and in lists of stores. */
  readonly backend: string;
  /** The component that configures it. */
  procedure(context: StoreContext<K>, target: Target, parent: Resource): Procedure;
  /** Where images lie, in words: when it changes, those that are there are not seen any more. */
  place(context: StoreContext<K>): string;
  /** How the proof finds an image in the store itself. */
  lookup(context: StoreContext<K>, target: Pick<Target, "release" | "platform">): Lookup;
}
