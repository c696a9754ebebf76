/**
 * What a release calls each of the guide's settings: the code that reads the catalogue in
 * `meanings/`. A meaning ("the database's URL") says, from which release on it is called what, and
 * perhaps which release lost it and what serves instead. Nothing is written that the release would
 * silently ignore.
 */
import { history, type AnyRelease } from "./history";

/** Which service's file an option stands in. */
export type ConfigFile = "glance-api.conf" | "glance-registry.conf" | "nova.conf";

/** Where a setting stands: file, section and key. */
export interface Option {
  readonly file: ConfigFile;
  readonly section: string;
  readonly key: string;
}

/** What a release and its successors call a setting. */
export interface Name {
  /** `section/key`. */
  readonly name: string;
  /** Older names, `section/key` of the same file, that must not stand beside it: oslo merges both. */
  readonly drops: readonly string[];
}

/** A release and its successors do not have the setting. */
export interface Gone {
  /** What serves instead. */
  readonly instead: string;
}

/** What holds from a release on, until another entry's release; the releases stand in their order. */
export type Since<T> = Readonly<Partial<Record<AnyRelease, T>>>;

/** One of the guide's settings through the releases. */
export interface Meaning {
  /** What it means, for messages. */
  readonly title: string;
  /** Where the guide has it. */
  readonly guide: string;
  /** The file of the service that reads it; glance-registry reads those of its own by the same names. */
  readonly file: ConfigFile;
  readonly names: Since<Name | Gone>;
}

/** An entry of {@link Meaning.names}: from here on `section/key`, and `drops` must not stand beside it. */
export function called(name: string, ...drops: readonly string[]): Name {
  return { name, drops };
}

/** An entry of {@link Meaning.names}: from here on it is no longer there, and what serves instead. */
export function gone(instead: string): Gone {
  return { instead };
}

/** A setting's place in one release, with the older names to drop. */
export interface PlacedOption extends Option {
  readonly supersedes: readonly Option[];
}

/** Thrown for a setting that the release does not have. */
export class SettingGone extends Error {
  constructor(
    readonly meaning: Meaning,
    readonly release: AnyRelease,
  ) {
    super(whyNot(meaning, release));
  }
}

/** Where the meaning stands in the release. Throws {@link SettingGone} where it has no place. */
export function place(meaning: Meaning, release: AnyRelease): PlacedOption {
  const now = current(meaning.names, release)?.entry;
  if (now === undefined || !("name" in now)) throw new SettingGone(meaning, release);
  const { file } = meaning;
  return { ...optionOf(file, now.name), supersedes: now.drops.map((name) => optionOf(file, name)) };
}

/**
 * Everything that the meaning was called up to the release, the newest name first, be it gone by then:
 * what must not stand where it is not meant, for it would be read, or promise what is not there.
 */
export function everCalled({ file, names }: Meaning, release: AnyRelease): readonly Option[] {
  const called = (Object.entries(names) as [AnyRelease, Name | Gone][])
    .filter(([since]) => isAtLeast(release, since))
    .reverse()
    .flatMap(([, entry]) => ("name" in entry ? [entry.name, ...entry.drops] : []));
  return [...new Set(called)].map((name) => optionOf(file, name));
}

/** The names that the release reads the meaning by, its own first; none where it has no place for it. */
export function readAs(meaning: Meaning, release: AnyRelease): readonly Option[] {
  if (!has(meaning, release)) return [];
  const { supersedes, ...own } = place(meaning, release);
  return [own, ...supersedes];
}

function optionOf(file: ConfigFile, name: string): Option {
  const slash = name.indexOf("/");
  return { file, section: name.slice(0, slash), key: name.slice(slash + 1) };
}

/** Whether the release has a place for the meaning. */
export function has(meaning: Meaning, release: AnyRelease): boolean {
  const now = current(meaning.names, release)?.entry;
  return now !== undefined && "name" in now;
}

/** What holds in a release, and since when; undefined before the first entry. */
export function current<T>(
  entries: Since<T>,
  release: AnyRelease,
): { readonly since: AnyRelease; readonly entry: T } | undefined {
  let found: { since: AnyRelease; entry: T } | undefined;
  for (const [since, entry] of Object.entries(entries) as [AnyRelease, T][]) {
    if (isAtLeast(release, since)) found = { since, entry };
  }
  return found;
}

/** Whether `release` is `other` or newer. */
export function isAtLeast(release: AnyRelease, other: AnyRelease): boolean {
  return history.indexOf(release) >= history.indexOf(other);
}

function whyNot({ title, guide, names }: Meaning, release: AnyRelease): string {
  const now = current(names, release);
  const what = `${title} (${guide})`;
  return now !== undefined && "instead" in now.entry
    ? `${release} no longer has ${what}, gone since ${now.since}. ${now.entry.instead}`
    : `${release} does not have ${what} yet`;
}
