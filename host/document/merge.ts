import { ContributionConflict } from "./conflict";
import type { Contribution, SignedContribution } from "./contribution";
import { managedFiles, mountsOf, packagesOf, unitsOf } from "./gather";
import { iniFiles } from "./iniFiles";
import type { Ownership } from "./ownership";
import {
  partNames,
  parts,
  type PartName,
  type PartRule,
  type Parts,
  type PartsMerged,
} from "./parts";
import type { Pending } from "./unsigned";

/** What contributions make of a document; the host's own name and the like are added later. */
export type Merged = Pending<Parts> & { readonly secrets: Pending<readonly string[]> };

type Contributions = readonly SignedContribution[];

/** Who owns an ini file that does not exist yet. */
type Owner = (path: string) => Ownership;

/** Parts of which no list can be made item by item. */
const own: {
  readonly [K in PartsMerged<"own">]: (
    contributions: Contributions,
    owner: Owner,
  ) => Pending<Parts[K]>;
} = {
  packages: packagesOf,
  mounts: mountsOf,
  settings: iniFiles,
  files: managedFiles,
  units: unitsOf,
};

/**
 * Merges what all components say of one host. Data only: values may still be secret or unknown.
 * Throws {@link ContributionConflict} where two say different things of one place, naming both.
 */
export function merge(contributions: Contributions, owner: Owner): Merged {
  const merged = partNames.flatMap((name) => {
    const value = mergedPart(name, contributions, owner);
    return value === undefined ? [] : [[name, value] as const];
  });
  const secrets = contributions.flatMap(({ contribution }) => contribution.secrets ?? []);
  // Each part has its own type, which the table of parts knows and a loop over it does not.
  return { ...(Object.fromEntries(merged) as unknown as Pending<Parts>), secrets };
}

function mergedPart(name: PartName, contributions: Contributions, owner: Owner): unknown {
  const rule: PartRule = parts[name];
  if (rule.merged === "own") return own[name as PartsMerged<"own">](contributions, owner);
  const items = contributions.flatMap(({ component, contribution }) =>
    itemsOf(contribution, name).map((item) => ({ ...item, component })),
  );
  if (rule.merged === "list") return items;
  if (items.length > 1) {
    const names = items.map(({ component }) => component);
    throw new ContributionConflict(names, rule.title, "both ask for this, and a host has it once");
  }
  return items[0] ?? (rule.merged === "one" ? null : undefined);
}

/** What a contribution says of a part, as a list. */
function itemsOf(contribution: Contribution, name: PartName): readonly object[] {
  const found: object | readonly object[] | undefined = contribution[name];
  if (found === undefined) return [];
  return Array.isArray(found) ? (found as readonly object[]) : [found];
}
