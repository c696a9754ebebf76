import type { ComponentResourceOptions } from "@pulumi/pulumi";
import type { ConfigFile } from "../releases/release";
import { extraSettings } from "../settings/extra";
import { apiReads, Part, pathOf, type Target } from "./part";

export interface ExtraSettingsArgs extends Target {
  /** File → a fragment of ini. */
  readonly fragments: Readonly<Partial<Record<ConfigFile, string>>>;
}

/**
 * Settings beyond the guide, pasted as ini: `[DEFAULT]`, `workers = 4`. One that a component sets
 * otherwise is an error that names both.
 */
export class ExtraSettings extends Part {
  constructor(name: string, args: ExtraSettingsArgs, opts?: ComponentResourceOptions) {
    const files = Object.entries(args.fragments) as [ConfigFile, string][];
    const settings = Object.fromEntries(
      files.map(([file, fragment]) => [pathOf(file, args.platform), extraSettings(fragment)]),
    );
    super("ExtraSettings", name, { image: { settings, units: apiReads(args) } }, opts);
  }
}
