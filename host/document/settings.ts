/** What a document says of ini files that others write, too. */
import type { HostFound } from "./directImageAccess";
import type { Ownership } from "./ownership";

/** One ini file that others wrote too: edited key by key with crudini. */
export interface IniFile {
  readonly path: string;
  /** Used only where the file does not exist yet. */
  readonly ownership: Ownership;
  /** section → key → value as it must stand in the file, already in the form the release reads. */
  readonly set: Readonly<Record<string, Readonly<Record<string, SettingValue>>>>;
  /** section → key → component: older names that must not stand beside the new ones. */
  readonly drop: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface SettingValue {
  /** Empty where the host finds it. */
  readonly value: string;
  /** What the host finds and writes as the value. */
  readonly of?: HostFound;
  /** true: an observation says of it only whether it differs. */
  readonly secret?: boolean;
  /** `value` is one item of a list that others add to; missing: it is the whole value. */
  readonly list?: ListItem;
  readonly component: string;
}

/**
 * When an item is put into a list of items with commas between: `always`, or `whereSet`, only into a
 * list that stands there, since the service's own default has it.
 */
export type ListItem = "always" | "whereSet";
