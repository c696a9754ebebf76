import type { Input } from "@pulumi/pulumi";
import type {
  Abandon,
  Check,
  FilesystemMetadataFile,
  FirewallOpening,
  HealthProbe,
  IdentityRequest,
  ListItem,
  Mount,
  SchemaSync,
  ServiceVersion,
  Validation,
} from "./document";
import type { Ownership } from "./ownership";
import type {
  DirectLoadingRequest,
  FilesystemSharing,
  HostFound,
  TokenFile,
} from "./directImageAccess";

/** A value of which leaves may be secret or not yet known. */
export type Pending<T> = [T] extends [boolean | undefined]
  ? Input<boolean>
  : [T] extends [string | number | null | undefined]
    ? Input<Exclude<T, undefined>>
    : { readonly [K in keyof T]: Pending<T[K]> };

/** An item of a document before its component's name is put on it. */
type Unsigned<T> = T extends unknown ? Pending<Omit<T, "component">> : never;

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

/** What one component says must be true of a host. It does not connect. */
export interface Contribution {
  readonly settings?: SettingsMap;
  readonly lists?: ListsMap;
  /** Older names that must not stand beside the new ones. */
  readonly drops?: KeysMap;
  readonly versions?: readonly Omit<ServiceVersion, "component">[];
  readonly packages?: readonly string[];
  readonly mounts?: readonly Omit<Mount, "component">[];
  /** path → a whole file of ours. */
  readonly files?: Readonly<Record<string, Ownership & { readonly content: Input<string> }>>;
  readonly metadata?: Unsigned<FilesystemMetadataFile>;
  /** Of the first image host. */
  readonly token?: Omit<TokenFile, "component">;
  /** Of the others. */
  readonly sharing?: Unsigned<FilesystemSharing>;
  readonly abandon?: Omit<Abandon, "component">;
  readonly directLoading?: Omit<DirectLoadingRequest, "component">;
  readonly firewall?: readonly Unsigned<FirewallOpening>[];
  readonly identity?: Unsigned<IdentityRequest>;
  readonly checks?: readonly Unsigned<Check>[];
  readonly validations?: readonly Unsigned<Validation>[];
  readonly schema?: Unsigned<SchemaSync>;
  /** unit → files that it reads. */
  readonly units?: Readonly<Record<string, readonly string[]>>;
  /** Those of the units that take changed files by a reload. */
  readonly reloads?: readonly string[];
  readonly health?: readonly Unsigned<HealthProbe>[];
  /** Raw secrets that stand in the above, to be masked in all that a host prints. */
  readonly secrets?: readonly Input<string>[];
}

/** A contribution with the name of the component that made it. */
export interface SignedContribution {
  readonly component: string;
  readonly contribution: Contribution;
}
