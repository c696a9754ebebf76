import { parse } from "ini";
import type { Problem } from "./problem";

/** Section → key → value. */
export type Sections = Readonly<Record<string, Readonly<Record<string, string>>>>;

type Parsed = Record<string, unknown>;

/**
 * Reads a fragment of ini that a user pasted. Keys before any section stand in DEFAULT. The
 * package `ini` reads `[a.b]` as nesting, which is undone here; `key[]` and repeated keys are not
 * what oslo.config means by a list and are found by {@link extraProblems}.
 */
export function extraSettings(fragment: string): Sections {
  const sections: Record<string, Record<string, string>> = {};
  collect(parse(fragment), [], sections);
  return sections;
}

function collect(
  parsed: Parsed,
  path: readonly string[],
  sections: Record<string, Record<string, string>>,
): void {
  for (const [key, value] of Object.entries(parsed)) {
    if (isSection(value)) {
      collect(value, [...path, key], sections);
    } else {
      const section = path.length === 0 ? "DEFAULT" : path.join(".");
      (sections[section] ??= {})[key] = String(value);
    }
  }
}

function isSection(value: unknown): value is Parsed {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Lines that would not reach oslo.config as they were written. */
export function extraProblems(fragment: string, path: string): Problem[] {
  const seen = new Set<string>();
  let section = "DEFAULT";
  return fragment.split(/\r?\n/).flatMap((line, index) => {
    const problem = (message: string) => [{ path, message: `line ${index + 1} ${message}` }];
    const trimmed = line.trim();
    if (trimmed === "" || /^[#;]/.test(trimmed)) return [];
    const header = /^\[([^\[\]]+)\]$/.exec(trimmed);
    if (header?.[1] !== undefined) {
      section = header[1].trim();
      return [];
    }
    const assignment = /^([^=\[\]]+?)\s*=(.*)$/.exec(trimmed);
    if (assignment === null) return problem("is neither [section] nor key = value");
    const [, key = "", value = ""] = assignment;
    if (/^\s/.test(line))
      return problem("begins with a blank: oslo.config would continue the line before");
    if (/["';#\\]/.test(value)) {
      return problem(
        "holds a quote, backslash, ; or #, which ini and oslo.config read differently",
      );
    }
    const place = `${section}/${key}`;
    if (seen.has(place)) return problem(`sets [${section}] ${key} again`);
    seen.add(place);
    return [];
  });
}
