/** Bad configurations as data: what is wrong with each, and what its error must say. */
import * as assert from "node:assert/strict";
import { printed, SettingsError, type Problem } from "../../settings/problem";
import { readSettings, type RawConfiguration } from "../../settings/read";
import { changed, complete, raw, smallest, type Configuration } from "../support/configuration";

/** One bad configuration. */
export interface BadConfiguration {
  /** What it belongs to, for the table's summary. */
  readonly group: string;
  /** What is wrong, as one would say it: `port 0`. */
  readonly what: string;
  readonly configuration: RawConfiguration;
  /** The setting that the error must name, and none beside it. */
  readonly path: string;
  /** What the error must say of it, its commands included. */
  readonly says: string;
}

/** A case in a line: what is wrong, what is changed, the setting to be named, what is said of it. */
export type Row = readonly [
  what: string,
  changes: Readonly<Record<string, unknown>>,
  path: string,
  says: string,
];

/** Cases that are changes of a sound configuration. */
export function changesOf(
  base: Configuration,
  group: string,
  rows: readonly Row[],
): BadConfiguration[] {
  return rows.map(([what, changes, path, says]) => ({
    group,
    what,
    configuration: raw(changed(base, changes)),
    path,
    says,
  }));
}

/** Changes of the shortest configuration. */
export const ofSmallest = (group: string, rows: readonly Row[]) => changesOf(smallest, group, rows);

/** Changes of the configuration that gives every setting. */
export const ofComplete = (group: string, rows: readonly Row[]) => changesOf(complete, group, rows);

/** Begins every secret of the test configurations; in an error it would be a leak. */
const canary = "canary";

/**
 * The line that the operator reads of a bad configuration. Fails where it is taken, where anything
 * but a SettingsError comes, where another setting is named, and where a secret is repeated.
 */
export function refusal({ configuration, path, says }: BadConfiguration): string {
  const error = errorOf(configuration);
  assert.ok(error !== undefined, "it was taken for a sound configuration");
  assert.ok(error instanceof SettingsError, error instanceof Error ? error.stack : "no error");
  const { problems, message } = error;
  assert.deepEqual([...new Set(problems.map((problem) => problem.path))], [path], message);
  assert.ok(
    problems.some((problem) => printed(problem).includes(says)),
    message,
  );
  assert.match(message, /^The stack's configuration has \d+ problems?; no host was contacted\.\n/);
  assert.ok(!message.includes(canary), "a secret stands in the error");
  assert.doesNotMatch(message, /-----\n[\w+/]{40}|undefined|\[object|Invalid|\bNaN\b/);
  return line(problems, says);
}

/** All that is wrong with a bad configuration. */
export function problemsWith({ configuration }: BadConfiguration): readonly Problem[] {
  const error = errorOf(configuration);
  return error instanceof SettingsError ? error.problems : [];
}

function line(problems: readonly Problem[], says: string): string {
  const problem = problems.find((each) => printed(each).includes(says));
  return problem === undefined ? "" : (printed(problem).split("\n")[0] ?? "");
}

function errorOf(configuration: RawConfiguration): unknown {
  try {
    readSettings(configuration);
  } catch (error) {
    return error;
  }
  return undefined;
}
