import * as assert from "node:assert/strict";
import { printed, SettingsError, type Problem } from "../../settings/problem";
import { readSettings, type RawConfiguration } from "../../settings/read";
import { changed, raw, type Configuration } from "./configuration";

/** What is wrong with a configuration; its message must hold no secret. */
export function problems(configuration: RawConfiguration): readonly Problem[] {
  try {
    readSettings(configuration);
  } catch (error) {
    assert.ok(error instanceof SettingsError, String(error));
    assert.ok(!error.message.includes("canary"), error.message);
    assert.ok(!error.message.includes("PRIVATE KEY-----\nM"), error.message);
    return error.problems;
  }
  return [];
}

/** A path to what shall stand there. */
export type Changes = Readonly<Record<string, unknown>>;

/** What is wrong with a configuration once it is changed. */
export const problemsOf = (base: Configuration, changes: Changes) =>
  problems(raw(changed(base, changes)));

/** What is changed, where the problem is, and what its message holds. */
export type Row = readonly [what: string, changes: Changes, path: string, fragment: string];

/** A test a row: the one problem is said of the one setting. */
export function rows(table: readonly Row[], base: Configuration): void {
  for (const [what, changes, path, fragment] of table) {
    it(`refuses ${what}`, () => {
      const found = problemsOf(base, changes);
      assert.deepEqual(
        found.map((problem) => problem.path),
        [path],
        JSON.stringify(found),
      );
      assert.ok(found[0] !== undefined && printed(found[0]).includes(fragment), found[0]?.message);
    });
  }
}
