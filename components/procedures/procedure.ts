import { ComponentResource, type ComponentResourceOptions, type Input } from "@pulumi/pulumi";
import type {
  Contribution,
  KeysMap,
  ListsMap,
  SettingsMap,
  SignedContribution,
} from "../../host/document/contribution";
import type { Reads } from "../../host/document/reads";
import { partNames, parts, contributedAs, type PartRule } from "../../host/document/parts";
import type { Platform } from "../../platforms/platform";
import type { AnyRelease } from "../../releases/history";
import {
  everCalled,
  place,
  readAs,
  type ConfigFile,
  type Meaning,
  type Option,
} from "../../releases/release";
import type { Role } from "../../settings/schema";

/** What a procedure is told of its hosts. */
export interface Target {
  /** The OpenStack release on them: decides what settings are called. */
  readonly release: AnyRelease;
  /** Their distribution's family: decides units, paths and packages. */
  readonly platform: Platform;
  /** Whether they run glance-registry beside glance-api, as the guide's do. */
  readonly registry: boolean;
}

/** A procedure's contributions, by the role of the hosts that each is for. */
export type Contributions = Readonly<Partial<Record<Role, Contribution>>>;

/**
 * One of the guide's procedures, or a wish beyond the guide. It says what must be
 * true and touches no host; `Host` does. Its inputs are what it says, as literal maps, so that
 * `pulumi preview` shows a change key by key, once a region, with secrets masked.
 */
export abstract class Procedure extends ComponentResource {
  private readonly kind: string;

  protected constructor(
    kind: string,
    name: string,
    private readonly contributions: Contributions,
    opts?: ComponentResourceOptions,
  ) {
    super(`glance:index:${kind}`, name, shown(contributions), opts);
    this.kind = kind;
    this.registerOutputs({});
  }

  /** What it says to hosts of a role, signed with its name; nothing where it says nothing. */
  for(role: Role): readonly SignedContribution[] {
    const contribution = this.contributions[role];
    return contribution === undefined ? [] : [{ component: this.kind, contribution }];
  }
}

/** Without what only repeats the settings or follows from them: see {@link parts}. */
function shown(contributions: Contributions): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(contributions).map(([role, contribution]) => [role, visible(contribution)]),
  );
}

function visible(contribution: Contribution): Record<string, unknown> {
  const contributed: Readonly<Record<string, unknown>> = { ...contribution };
  const entries = partNames.flatMap((name) => {
    const { preview }: PartRule = parts[name];
    if (preview === "nothing") return [];
    return contributedAs(name)
      .filter((key) => contributed[key] !== undefined)
      .map(
        (key) =>
          [key, preview === "all" ? contributed[key] : preview(contributed[key] as never)] as const,
      );
  });
  return Object.fromEntries(entries);
}

/** The path of a service's file on a platform. */
export function pathOf(file: ConfigFile, platform: Platform): string {
  return file === "nova.conf" ? platform.novaFile : `${platform.glanceDirectory}/${file}`;
}

/** What a host is to look up in glance-api.conf, by names of the caller's own. */
export function reads(
  { release, platform }: Pick<Target, "release" | "platform">,
  meanings: Readonly<Record<string, Meaning>>,
): Reads {
  const keys = (meaning: Meaning) =>
    readAs(meaning, release).map(({ section, key }) => ({ section, key }));
  return {
    file: pathOf("glance-api.conf", platform),
    options: Object.fromEntries(
      Object.entries(meanings)
        .map(([name, meaning]) => [name, keys(meaning)] as const)
        .filter(([, known]) => known.length > 0),
    ),
  };
}

/** Settings by their meaning; null: one that must not stand there, by any name that it ever had. */
export type Meant = readonly (readonly [Meaning, Input<string> | null])[];

/**
 * Settings by their meaning, placed where the release has them, with the older names dropped.
 * Throws {@link SettingGone} where the release lost one.
 */
export function settingsOf(
  target: Target,
  values: Meant,
): { readonly settings: SettingsMap; readonly drops: KeysMap } {
  return placed(target, values, (file) => [file]);
}

/** The same for both of Glance's services: where there is a registry, its file says all of it, too. */
export function settingsOfBoth(target: Target, values: Meant): ReturnType<typeof settingsOf> {
  const files: readonly ConfigFile[] = target.registry
    ? ["glance-api.conf", "glance-registry.conf"]
    : ["glance-api.conf"];
  return placed(target, values, () => files);
}

function placed(
  { release, platform }: Target,
  values: Meant,
  filesFor: (file: ConfigFile) => readonly ConfigFile[],
): ReturnType<typeof settingsOf> {
  const settings: Record<string, Record<string, Record<string, Input<string>>>> = {};
  const drops: Record<string, Record<string, string[]>> = {};
  for (const [meaning, value] of values) {
    const now = value === null ? null : { ...place(meaning, release), value };
    const gone = now?.supersedes ?? everCalled(meaning, release);
    for (const file of filesFor(meaning.file)) {
      const path = pathOf(file, platform);
      if (now !== null) ((settings[path] ??= {})[now.section] ??= {})[now.key] = now.value;
      for (const { section, key } of gone) {
        const keys = ((drops[path] ??= {})[section] ??= []);
        if (!keys.includes(key)) keys.push(key);
      }
    }
  }
  return { settings, drops };
}

/**
 * An item for lists that others add to, too, placed where the release has them. Older names of a list
 * are not dropped: what others put there would go with them. Where one is set it gets the item, too.
 */
export function listed(
  { platform, release }: Pick<Target, "platform" | "release">,
  items: readonly (readonly [Meaning, ListsMap[string][string][string]])[],
): { readonly lists: ListsMap } {
  const lists: Record<
    string,
    Record<string, Record<string, ListsMap[string][string][string]>>
  > = {};
  for (const [meaning, item] of items) {
    const { supersedes, ...option } = place(meaning, release);
    const put = ({ file, section, key }: Option, what: typeof item) => {
      ((lists[pathOf(file, platform)] ??= {})[section] ??= {})[key] = what;
    };
    put(option, item);
    for (const older of supersedes) put(older, { ...item, into: "whereSet" });
  }
  return { lists };
}

/** Both of Glance's services, and the file that each reads. */
export function bothRead(target: Target): Readonly<Record<string, readonly string[]>> {
  const { platform, registry } = target;
  if (!registry) return apiReads(target);
  // In the order in which the guide restarts them (5.11): the API asks the registry.
  return {
    [platform.registryUnit]: [pathOf("glance-registry.conf", platform)],
    ...apiReads(target),
  };
}

/** glance-api and the files that it reads: a change of one restarts it, once. */
export function apiReads(
  { platform }: Target,
  ...files: readonly string[]
): Readonly<Record<string, readonly string[]>> {
  return { [platform.apiUnit]: [pathOf("glance-api.conf", platform), ...files] };
}
