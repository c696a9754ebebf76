import { parse } from "ini";
import type { Problem } from "../problem";

/** Section → key → value. */
export type Sections = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Reads a fragment of ini that a user pasted. Keys before any section stand in DEFAULT. The
 * package `ini` would read `[a.b]` as a section within `[a]`, and `true` as no text: both are kept
 * as they were written. A section is named as oslo.config knows it: [Database] is [database], so that
 * it is seen to be the one that a component writes. What oslo.config reads differently is found by
 * {@link extraProblems}.
 */
export function extraSettings(fragment: string): Sections {
  const literal = fragment.replace(/^\[.*$/gm, (header) => header.replaceAll(".", "\\."));
  const sections = Object.entries<object>(parse(`[DEFAULT]\n${literal}`));
  const read = new Map<string, [string, string][]>();
  for (const [section, keys] of sections) {
    const found = Object.entries(keys).map(([key, value]): [string, string] => [
      key,
      String(value),
    ]);
    read.set(folded(section), [...(read.get(folded(section)) ?? []), ...found]);
  }
  return Object.fromEntries(
    [...read]
      .filter(([, keys]) => keys.length > 0)
      .map(([section, keys]) => [section, Object.fromEntries(keys)]),
  );
}

/** The name by which oslo.config knows a section, from Juno's on; only DEFAULT keeps its case. */
function folded(section: string): string {
  return section === "DEFAULT" ? section : section.toLowerCase();
}

/** Lines that would not reach oslo.config as they were written. */
export function extraProblems(fragment: string, path: string): Problem[] {
  const seen = new Set<string>();
  let section = "DEFAULT";
  return fragment.split(/\r?\n/).flatMap((line, index) => {
    const problem = (message: string) => [{ path, message: `line ${index + 1} ${message}` }];
    const trimmed = line.trim();
    if (trimmed === "" || /^[#;]/.test(trimmed)) return [];
    if (/^\s/.test(line)) {
      return problem(
        "begins with a blank: oslo.config would continue the line before. Take the blank out",
      );
    }
    const header = /^\[([^\[\]]+)\]$/.exec(trimmed);
    if (header?.[1] !== undefined) {
      section = header[1].trim();
      if (section !== "DEFAULT" && section.toUpperCase() === "DEFAULT") {
        return problem(
          "names another section than [DEFAULT], which counts in capitals only. Write [DEFAULT]",
        );
      }
      return section in {} ? problem("names a section that no service reads. Take it out") : [];
    }
    const assignment = /^([^=\[\]]+?)\s*=(.*)$/.exec(trimmed);
    if (assignment === null)
      return problem("is neither [section] nor key = value. Write it as one of the two");
    const [, key = "", value = ""] = assignment;
    if (key in {}) return problem("sets a key that no service reads. Take it out");
    if (/["';#\\]/.test(value)) {
      return problem(
        "holds a quote, backslash, ; or #, which ini and oslo.config read differently. Write the value without it",
      );
    }
    const place = `${folded(section)}/${key}`;
    if (seen.has(place))
      return problem(`sets [${section}] ${key} again. Keep one of the two lines`);
    seen.add(place);
    return [];
  });
}
