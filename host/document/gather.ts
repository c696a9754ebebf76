/** Parts that are gathered in a way of their own: files, mounts, packages, units. */
import { ContributionConflict } from "./conflict";
import type { SignedContribution } from "./contribution";
import type { ManagedFile, Mount, Package, Unit } from "./parts";
import type { Pending } from "./unsigned";

/** Whole files, each with one owner. Throws {@link ContributionConflict} where two write one. */
export function managedFiles(
  contributions: readonly SignedContribution[],
): Pending<readonly ManagedFile[]> {
  const owners = new Map<string, string>();
  return contributions.flatMap(({ component, contribution }) =>
    Object.entries(contribution.files ?? {}).map(([path, file]) => {
      const other = owners.get(path);
      if (other !== undefined) {
        throw new ContributionConflict([other, component], path, "both write this file");
      }
      owners.set(path, component);
      return { path, ...file, component };
    }),
  );
}

/**
 * Both roles of a host may ask for one mount: it stands here once then, with all who need it. Throws
 * {@link ContributionConflict} where two mount one place differently.
 */
export function mountsOf(contributions: readonly SignedContribution[]): readonly Mount[] {
  const mounts = contributions.flatMap(({ component, contribution }) =>
    (contribution.mounts ?? []).map((mount): Mount => ({ ...mount, component })),
  );
  const byPlace = new Map<string, Mount>();
  for (const mount of mounts) {
    const place = mount.mountPoint;
    const other = byPlace.get(place);
    if (other !== undefined && !sameVolume(other, mount)) {
      throw new ContributionConflict(
        [other.component, mount.component],
        place,
        "both mount there, each another volume or with other options",
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

/** Packages; the first component that asks for one is named. */
export function packagesOf(contributions: readonly SignedContribution[]): readonly Package[] {
  const owners = new Map<string, string>();
  for (const { component, contribution } of contributions) {
    for (const name of contribution.packages ?? []) {
      if (!owners.has(name)) owners.set(name, component);
    }
  }
  return [...owners].map(([name, component]) => ({ name, component }));
}

/** Units with all files that they read, whoever names them. */
export function unitsOf(contributions: readonly SignedContribution[]): readonly Unit[] {
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
