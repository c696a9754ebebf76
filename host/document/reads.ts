import type { IniKey } from "./directImageAccess";

/**
 * What stands in the service's file beside what is written, and decides what the service does: a check
 * and the proof must do the same. `options` has names of ours, each with the names that the release
 * reads it by, its own first.
 */
export interface Reads {
  readonly file: string;
  readonly options: Readonly<Record<string, readonly IniKey[]>>;
}
