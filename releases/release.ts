/**
 * What a release calls each of the guide's settings.
 *
 * A meaning ("the database's URL") is a list of statements, each true for a range of releases, and
 * perhaps the release that lost it with what serves instead. Nothing is written that the release
 * would silently ignore.
 */

/** OpenStack's releases from the guide's own to the newest, oldest first. */
export const history = [
  "juno",
  "kilo",
  "liberty",
  "mitaka",
  "newton",
  "ocata",
  "pike",
  "queens",
  "rocky",
  "stein",
  "train",
  "ussuri",
  "victoria",
  "wallaby",
  "xena",
  "yoga",
  "zed",
  "2023.1",
  "2023.2",
  "2024.1",
  "2024.2",
  "2025.1",
  "2025.2",
  "2026.1",
  "2026.2",
] as const;

/** Any release of OpenStack that statements speak of. */
export type AnyRelease = (typeof history)[number];

/** The releases that a stack may name: those that were proven on real hosts. */
export const releaseNames = [
  "victoria",
  "zed",
  "2025.1",
  "2026.2",
] as const satisfies readonly AnyRelease[];

/** Which service's file an option stands in. */
export type ConfigFile = "glance-api.conf" | "nova.conf";

/** Where a setting stands: file, section and key. */
export interface Option {
  readonly file: ConfigFile;
  readonly section: string;
  readonly key: string;
}

/** What a range of releases calls a meaning. */
export interface Statement {
  /** The first release of which it is true. */
  readonly since: AnyRelease;
  /** The first release of which it is no longer true; still true when missing. */
  readonly until?: AnyRelease;
  readonly option: Option;
  /** Older names, `section/key` of the same file, that must not stand beside it: oslo merges both. */
  readonly supersedes: readonly string[];
}

/** One of the guide's settings through the releases. */
export interface Meaning {
  /** What it means, for messages. */
  readonly title: string;
  /** Where the guide has it. */
  readonly guide: string;
  readonly statements: readonly Statement[];
  /** The release that lost it, and what serves instead. */
  readonly gone?: { readonly release: AnyRelease; readonly instead: string };
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
    super(`${meaning.title} (${meaning.guide}): ${whyNot(meaning, release)}`);
  }
}

/** Where the meaning stands in the release. Throws {@link SettingGone} where it has none. */
export function place(meaning: Meaning, release: AnyRelease): PlacedOption {
  const statement = meaning.statements.find((candidate) => holds(candidate, release));
  if (statement === undefined) throw new SettingGone(meaning, release);
  const { file } = statement.option;
  const supersedes = statement.supersedes.map((name) => {
    const slash = name.indexOf("/");
    return { file, section: name.slice(0, slash), key: name.slice(slash + 1) };
  });
  return { ...statement.option, supersedes };
}

/** Whether the release has a place for the meaning. */
export function has(meaning: Meaning, release: AnyRelease): boolean {
  return meaning.statements.some((statement) => holds(statement, release));
}

/** Whether `release` is `other` or newer. */
export function isAtLeast(release: AnyRelease, other: AnyRelease): boolean {
  return history.indexOf(release) >= history.indexOf(other);
}

function holds({ since, until }: Statement, release: AnyRelease): boolean {
  return isAtLeast(release, since) && (until === undefined || !isAtLeast(release, until));
}

function whyNot({ gone }: Meaning, release: AnyRelease): string {
  if (gone !== undefined && isAtLeast(release, gone.release)) {
    return `${release} no longer has it since ${gone.release}. ${gone.instead}`;
  }
  return `${release} does not have it`;
}
