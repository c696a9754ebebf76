import { secret, type ComponentResourceOptions, type Input } from "@pulumi/pulumi";
import type { ConfigFile } from "../../releases/release";
import { extraSettings, type Sections } from "../../settings/checks/extra";
import { apiReads, Part, pathOf, type Target } from "./part";

export interface ExtraSettingsArgs extends Target {
  /** File → a fragment of ini. */
  readonly fragments: Readonly<Partial<Record<ConfigFile, string>>>;
  /** Whether they came encrypted. Which values are the secrets is not known then: all are masked. */
  readonly isSecret: boolean;
}

/** A shorter value turns up in other words by chance; a host says of it only whether it is refused. */
const shortestMasked = 8;

/**
 * Settings beyond the guide, pasted as ini: `[DEFAULT]`, `workers = 4`. One that a component sets
 * otherwise is an error that names both.
 */
export class ExtraSettings extends Part {
  constructor(name: string, args: ExtraSettingsArgs, opts?: ComponentResourceOptions) {
    const files = Object.entries(args.fragments) as [ConfigFile, string][];
    const read = files.map(([file, fragment]) => ({
      path: pathOf(file, args.platform),
      sections: extraSettings(fragment),
    }));
    const settings = Object.fromEntries(
      read.map(({ path, sections }) => [path, args.isSecret ? masked(sections) : sections]),
    );
    const secrets = args.isSecret ? read.flatMap(({ sections }) => longValues(sections)) : [];
    super(
      "ExtraSettings",
      name,
      {
        image: { settings, units: apiReads(args), ...(args.isSecret ? { secrets } : {}) },
      },
      opts,
    );
  }
}

function masked(sections: Sections): Record<string, Record<string, Input<string>>> {
  return mapped(sections, (keys) => mapped(keys, (value) => secret(value)));
}

/** What a host is to mask in all that it prints. */
function longValues(sections: Sections): Input<string>[] {
  return Object.values(sections)
    .flatMap((keys) => Object.values(keys))
    .filter((value) => value.length >= shortestMasked)
    .map((value) => secret(value));
}

function mapped<T, U>(map: Readonly<Record<string, T>>, change: (value: T) => U) {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
