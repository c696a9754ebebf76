import { isSecret, Output, output, RunError } from "@pulumi/pulumi";
import type { Pending, SettingLeaf, SettingsMap, SignedContribution } from "./contribution";
import type { HostDocument, IniFile, ManagedFile, Mount, SettingValue, Unit } from "./document";
import type { Ownership } from "./ownership";

/** What contributions make of a document; the host's own name and the like are added later. */
export type Merged = Pending<
  Omit<HostDocument, "format" | "stack" | "host" | "program" | "generation" | "secrets">
> & { readonly secrets: Pending<readonly string[]> };

/** Two components that want different things of one place; the engine shows its message alone. */
export class ContributionConflict extends RunError {}

/**
 * Merges what all components say of one host. Data only: values may still be secret or unknown.
 * Throws {@link ContributionConflict} where two set one key differently, naming both.
 */
export function merge(
  contributions: readonly SignedContribution[],
  ownership: (path: string) => Ownership,
): Merged {
  const signed = <T extends object>(items: (c: SignedContribution) => readonly T[] | undefined) =>
    contributions.flatMap((contribution) =>
      (items(contribution) ?? []).map((item) => ({
        ...item,
        component: contribution.component,
      })),
    );
  const single = <T extends object>(
    what: string,
    item: (c: SignedContribution) => T | undefined,
  ) => {
    const found = signed((c) => {
      const one = item(c);
      return one === undefined ? [] : [one];
    });
    if (found.length > 1) {
      const names = found.map(({ component }) => component).join(" and ");
      throw new ContributionConflict(`${names} both say something of the ${what}`);
    }
    return found[0] ?? null;
  };
  const abandon = single("images that may be left", (c) => c.contribution.abandon);
  return {
    versions: signed((c) => c.contribution.versions),
    packages: packagesOf(contributions),
    mounts: mountsOf(signed((c) => c.contribution.mounts)),
    settings: iniFiles(contributions, ownership),
    files: managedFiles(contributions),
    metadata: single("file system metadata", (c) => c.contribution.metadata),
    token: single("file system's token", (c) => c.contribution.token),
    sharing: single("file system's sharing", (c) => c.contribution.sharing),
    directLoading: single("direct loading", (c) => c.contribution.directLoading),
    firewall: signed((c) => c.contribution.firewall),
    identity: single("identity records", (c) => c.contribution.identity),
    checks: signed((c) => c.contribution.checks),
    validations: signed((c) => c.contribution.validations),
    schema: single("database schema", (c) => c.contribution.schema),
    units: unitsOf(contributions),
    health: signed((c) => c.contribution.health),
    // Where nothing may be left the document is the one that hosts know.
    ...(abandon === null ? {} : { abandon }),
    secrets: contributions.flatMap(({ contribution }) => contribution.secrets ?? []),
  };
}

type IniSet = Record<string, Record<string, Pending<Omit<SettingValue, "component">> & Signed>>;
interface Signed {
  readonly component: string;
}

function iniFiles(
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
    `${other.component} and ${leaf.component} both set ${place}, differently`,
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
          `${setter} sets ${path} [${section}] ${key}, which ${component} drops as an older name`,
        );
      }
    }
  }
}

function managedFiles(
  contributions: readonly SignedContribution[],
): Pending<readonly ManagedFile[]> {
  const owners = new Map<string, string>();
  return contributions.flatMap(({ component, contribution }) =>
    Object.entries(contribution.files ?? {}).map(([path, file]) => {
      const other = owners.get(path);
      if (other !== undefined) {
        throw new ContributionConflict(`${other} and ${component} both write ${path}`);
      }
      owners.set(path, component);
      return { path, ...file, component };
    }),
  );
}

/** A host of two roles is told of one mount twice: whoever needs it is then named together. */
function mountsOf(mounts: readonly Mount[]): readonly Mount[] {
  const byPlace = new Map<string, Mount>();
  for (const mount of mounts) {
    const place = mount.mountPoint;
    const other = byPlace.get(place);
    if (other !== undefined && !sameVolume(other, mount)) {
      throw new ContributionConflict(
        `${other.component} and ${mount.component} both mount ${place}, differently`,
      );
    }
    byPlace.set(
      place,
      other === undefined
        ? mount
        : {
            ...other,
            ownership: other.ownership ?? mount.ownership,
            requiredBy: [...other.requiredBy, ...mount.requiredBy],
          },
    );
  }
  return [...byPlace.values()];
}

function sameVolume(one: Mount, other: Mount): boolean {
  const { source, type, options } = other;
  return one.source === source && one.type === type && one.options === options;
}

function packagesOf(contributions: readonly SignedContribution[]): HostDocument["packages"] {
  const owners = new Map<string, string>();
  for (const { component, contribution } of contributions) {
    for (const name of contribution.packages ?? []) {
      if (!owners.has(name)) owners.set(name, component);
    }
  }
  return [...owners].map(([name, component]) => ({ name, component }));
}

function unitsOf(contributions: readonly SignedContribution[]): readonly Unit[] {
  const units = new Map<string, { reads: Set<string>; reload: boolean; component: string }>();
  for (const { component, contribution } of contributions) {
    for (const [name, reads] of Object.entries(contribution.units ?? {})) {
      const unit = units.get(name) ?? { reads: new Set<string>(), reload: false, component };
      unit.reload ||= contribution.reloads?.includes(name) ?? false;
      for (const path of reads) unit.reads.add(path);
      units.set(name, unit);
    }
  }
  return [...units].map(([name, unit]) => ({ name, ...unit, reads: [...unit.reads] }));
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
