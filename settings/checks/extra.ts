import { parse } from "ini";
import { argument, dotted, type Problem } from "../problem";
import { inClear, Secret, type MaybeSecret } from "../secret";
import { isSecretOption } from "./secretOptions";

/** Section → key → value. */
export type Sections<V = string> = Readonly<Record<string, Readonly<Record<string, V>>>>;

/** What a fragment's values are: of an encrypted one each is a secret. */
type ValueOf<F extends MaybeSecret> = F extends Secret ? Secret : string;

/**
 * Reads a fragment of ini that a user pasted. Keys before any section stand in DEFAULT. The
 * package `ini` would read `[a.b]` as a section within `[a]`, and `true` as no text: both are kept
 * as they were written. A section is named as oslo.config knows it: [Database] is [database], so that
 * it is seen to be the one that a component writes. What oslo.config reads differently is found by
 * {@link extraProblems}.
 */
export function extraSettings<F extends MaybeSecret>(fragment: F): Sections<ValueOf<F>> {
  const wrap = (text: string) => (fragment instanceof Secret ? new Secret(text) : text);
  return mapped(plainSettings(inClear(fragment)), (keys) =>
    mapped(keys, (text) => wrap(text) as ValueOf<F>),
  );
}

/** The same keys, with what `change` makes of their values. */
export function mapped<T, U>(map: Readonly<Record<string, T>>, change: (value: T) => U) {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}

function plainSettings(fragment: string): Sections {
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

/** Options for secrets in a fragment that did not come encrypted, `given` by the path of that setting. */
export function plainSecretOptions(fragment: MaybeSecret, given: readonly string[]): Problem[] {
  if (fragment instanceof Secret) return [];
  const options = Object.entries(extraSettings(fragment)).flatMap(([section, keys]) =>
    Object.keys(keys)
      .filter(isSecretOption)
      .map((key) => `[${section}] ${key}`),
  );
  if (options.length === 0) return [];
  const key = argument(given);
  return [
    {
      path: dotted(given),
      message: `sets ${options.join(", ")}, which OpenStack keeps secret, and stands unencrypted. Encrypt the whole fragment`,
      command: `pulumi config get --path ${key} | pulumi config set --secret --path ${key}`,
    },
  ];
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
