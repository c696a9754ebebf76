import type { Input } from "@pulumi/pulumi";
import type { HostFound } from "./directImageAccess";
import type { SecretInput } from "./secretInput";
import type { Ownership } from "./ownership";
import type { Mount, Parts, PartsMerged } from "./parts";
import type { ListItem } from "./settings";
import type { Unsigned } from "./unsigned";

/** A setting's value: given, or found by the host itself, which a preview then says. */
export type SettingLeaf = Input<string> | { readonly of: HostFound };

/** file → section → key → value: what a preview shows, key by key. */
export type SettingsMap = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, SettingLeaf>>>>>
>;

/** file → section → key → an item for a list that others add to, too. */
export type ListsMap = Readonly<
  Record<
    string,
    Readonly<Record<string, Readonly<Record<string, { item: string; into: ListItem }>>>>
  >
>;

/** file → section → keys. */
export type KeysMap = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** What is said of the parts that are gathered in a way of their own (`gather.ts`). */
export interface Gathered {
  readonly settings?: SettingsMap;
  readonly lists?: ListsMap;
  /** Older names that must not stand beside the new ones. */
  readonly drops?: KeysMap;
  readonly packages?: readonly string[];
  readonly mounts?: readonly Omit<Mount, "component">[];
  /** path → a whole file of ours. */
  readonly files?: Readonly<Record<string, Ownership & { readonly content: Input<string> }>>;
  /** unit → files that it reads. */
  readonly units?: Readonly<Record<string, readonly string[]>>;
  /** Those of the units that take changed files by a reload. */
  readonly reloads?: readonly string[];
  /** Raw secrets that stand in the above, to be masked in all that a host prints. */
  readonly secrets?: readonly SecretInput[];
}

/** Items without the component's name, which is put on them as they are merged. */
type Listed = {
  readonly [K in PartsMerged<"list">]?: readonly Unsigned<Parts[K][number]>[];
};

type Single = {
  readonly [K in PartsMerged<"one" | "oneOrMissing">]?: Unsigned<NonNullable<Parts[K]>>;
};

/** What one component says must be true of a host. It does not connect. */
export type Contribution = Gathered & Listed & Single;

/** A contribution with the name of the component that made it. */
export interface SignedContribution {
  readonly component: string;
  readonly contribution: Contribution;
}
