/** The stores of a stack, by its settings. */
import type { Resource } from "@pulumi/pulumi";
import type { Settings } from "../../../settings/schema";
import { storeKinds, type StoreKind } from "../../../settings/stores";
import type { Procedure, Target } from "../procedure";
import type { Lookup, StoreRule } from "./store";
import { swift } from "./swiftStore";

/** All kinds but the file store, which needs no login. */
const rules: { readonly [K in StoreKind]: StoreRule<K> } = { swift };

/** A store that a stack has, as what uses it needs it. */
export interface Store<K extends StoreKind = StoreKind> {
  readonly kind: K;
  readonly backend: string;
  procedure(target: Target, parent: Resource): Procedure;
  readonly place: string;
  lookup(target: Pick<Target, "release" | "platform">): Lookup;
}

/** The stack's own stores; the first is where new images go. None: the file store is all there is. */
export function storesOf(settings: Settings): readonly Store[] {
  return storeKinds.flatMap((kind) => storeOf(kind, settings) ?? []);
}

function storeOf<K extends StoreKind>(kind: K, settings: Settings): Store<K> | undefined {
  const group: Settings[K] = settings[kind];
  if (group === undefined) return undefined;
  const rule: StoreRule<K> = rules[kind];
  const context = { group, region: settings.region };
  return {
    kind,
    backend: rule.backend,
    procedure: (target, parent) => rule.procedure(context, target, parent),
    place: rule.place(context),
    lookup: (target) => rule.lookup(context, target),
  };
}
