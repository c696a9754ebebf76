/** The settings of all components, gathered by file. */
import { isSecret, Output, output } from "@pulumi/pulumi";
import { ContributionConflict } from "./conflict";
import type { SettingLeaf, SettingsMap, SignedContribution } from "./contribution";
import type { Ownership } from "./ownership";
import type { IniFile, SettingValue } from "./settings";
import type { Pending } from "./unsigned";

type IniSet = Record<string, Record<string, Pending<Omit<SettingValue, "component">> & Signed>>;
interface Signed {
  readonly component: string;
}

/**
 * Files with what each component sets, adds to a list, or drops. Throws {@link ContributionConflict}
 * where two set one key differently, naming both.
 */
export function iniFiles(
  contributions: readonly SignedContribution[],
  ownership: (path: string) => Ownership,
): Pending<readonly IniFile[]> {
  const set: Record<string, IniSet> = {};
  const drop: Record<string, Record<string, Record<string, string>>> = {};
  for (const { component, contribution } of contributions) {
    for (const [path, section, key, value] of leaves(contribution.settings ?? {})) {
      const keys = ((set[path] ??= {})[section] ??= {});
      const leaf = settingValue(value, component);
      refuseOther(keys[key], leaf, `${path} [${section}] ${key}`);
      keys[key] ??= leaf;
    }
    for (const [path, section, keys] of leaves2(contribution.lists ?? {})) {
      for (const [key, { item, into }] of Object.entries(keys)) {
        const items = ((set[path] ??= {})[section] ??= {});
        const leaf = { value: item, list: into, component };
        refuseOther(items[key], leaf, `${path} [${section}] ${key}`);
        items[key] ??= leaf;
      }
    }
    for (const [path, section, keys] of leaves2(contribution.drops ?? {})) {
      const dropped = ((drop[path] ??= {})[section] ??= {});
      for (const key of keys) dropped[key] ??= component;
    }
  }
  refuseDropped(set, drop);
  const paths = [...new Set([...Object.keys(set), ...Object.keys(drop)])];
  return paths.map((path) => ({
    path,
    ownership: ownership(path),
    set: set[path] ?? {},
    drop: drop[path] ?? {},
  }));
}

type SetLeaf = IniSet[string][string];

function refuseOther(other: SetLeaf | undefined, leaf: SetLeaf, place: string): void {
  if (other === undefined) return;
  // A whole value and an item of a list are not the same, though they be one text.
  const same = sameText(other.value, leaf.value) && sameText(other.of, leaf.of);
  if (same && other.list === leaf.list) return;
  throw new ContributionConflict(
    [other.component, leaf.component],
    place,
    "both set it, each to another value",
  );
}

/** What is secret stays so for an observation, too, whatever was made of it on its way here. */
function settingValue(value: SettingLeaf, component: string): SetLeaf {
  if (Output.isInstance(value)) {
    return { value, component, secret: output(isSecret(output(value))) };
  }
  if (typeof value === "object" && "of" in value) return { value: "", of: value.of, component };
  return { value, component };
}

function refuseDropped(
  set: Readonly<Record<string, IniSet>>,
  drop: Readonly<Record<string, Record<string, Record<string, string>>>>,
): void {
  for (const [path, section, keys] of leaves2(drop)) {
    for (const [key, component] of Object.entries(keys)) {
      const setter = set[path]?.[section]?.[key]?.component;
      if (setter !== undefined) {
        throw new ContributionConflict(
          [setter, component],
          `${path} [${section}] ${key}`,
          "the former sets what the latter takes out, since it is an older name",
          "Set it by its newer name",
        );
      }
    }
  }
}

/** Whether two leaves are the same text; a secret or unknown one is like no other. */
function sameText(one: unknown, other: unknown): boolean {
  return !Output.isInstance(one) && !Output.isInstance(other) && one === other;
}

function leaves(map: SettingsMap): [string, string, string, SettingLeaf][] {
  return leaves2(map).flatMap(([path, section, keys]) =>
    Object.entries(keys).map(
      ([key, value]) => [path, section, key, value] as [string, string, string, SettingLeaf],
    ),
  );
}

function leaves2<T>(
  map: Readonly<Record<string, Readonly<Record<string, T>>>>,
): [string, string, T][] {
  return Object.entries(map).flatMap(([path, sections]) =>
    Object.entries(sections).map(([section, keys]) => [path, section, keys] as [string, string, T]),
  );
}
