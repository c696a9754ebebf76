/** What turned the hosts' original files into what Pulumi wrote, by a reader of our own. */
import type { Files } from "./original";

/** One key of an ini file that others wrote too. */
export interface Setting {
  readonly path: string;
  readonly section: string;
  readonly key: string;
  /** null: it must go. */
  readonly value: string | null;
}

/** A rule of the firewall, as its saved file has it. */
export interface Rule {
  readonly path: string;
  readonly rule: string;
}

/** Everything to be done on a host. */
export interface Difference {
  readonly settings: readonly Setting[];
  /** Whole files, new or replaced. */
  readonly files: readonly { readonly path: string; content: string; readonly mode: string }[];
  readonly rules: readonly Rule[];
}

/** Compares two states of a host. Only files that both have and that are ini are compared by key. */
export function difference(before: Files, after: Files): Difference {
  const settings: Setting[] = [];
  const files: Difference["files"][number][] = [];
  const rules: Rule[] = [];
  for (const [path, { content, mode }] of after) {
    const former = before.get(path);
    if (former?.content === content) continue;
    if (former !== undefined && path.endsWith(".conf")) {
      settings.push(...changedKeys(path, former.content, content));
    } else {
      files.push({ path, content, mode });
      if (/\/rules\.v[46]$/.test(path)) {
        rules.push(...addedRules(former?.content ?? "", content).map((rule) => ({ path, rule })));
      }
    }
  }
  return { settings, files, rules };
}

function changedKeys(path: string, before: string, after: string): Setting[] {
  const [old, now] = [keys(before), keys(after)];
  const named = (joined: string) => {
    const [section = "", key = ""] = joined.split("\n");
    return { path, section, key };
  };
  const set = [...now].filter(([name, value]) => old.get(name) !== value);
  const gone = [...old.keys()].filter((name) => !now.has(name));
  return [
    ...set.map(([name, value]) => ({ ...named(name), value })),
    ...gone.map((name) => ({ ...named(name), value: null })),
  ];
}

/** `section\nkey` → value, the last of a kind. */
function keys(text: string): Map<string, string> {
  const found = new Map<string, string>();
  let section = "";
  for (const line of text.split("\n")) {
    const header = /^\[([^\]]+)\]/.exec(line);
    const option = /^([^\s#;[=:][^=:]*?)\s*[=:]\s*(.*)$/.exec(line);
    if (header?.[1] !== undefined) section = header[1];
    else if (option?.[1] !== undefined) found.set(`${section}\n${option[1]}`, option[2] ?? "");
  }
  return found;
}

function addedRules(before: string, after: string): string[] {
  const old = new Set(before.split("\n"));
  return after.split("\n").filter((line) => line.startsWith("-A") && !old.has(line));
}
