import type { ComponentResourceOptions } from "@pulumi/pulumi";
import type { SecretInput } from "../../host/document/secretInput";
import type { ConfigFile } from "../../releases/release";
import { extraSettings, mapped, type Sections } from "../../settings/checks/extra";
import { isSecretOption } from "../../settings/checks/secretOptions";
import { Secret, type MaybeSecret } from "../../settings/secret";
import { apiReads, Procedure, pathOf, type Target } from "./procedure";

export interface ExtraSettingsArgs extends Target {
  /** File → a fragment of ini. Of an encrypted one each value is masked, since any may be the secret. */
  readonly fragments: Readonly<Partial<Record<ConfigFile, MaybeSecret>>>;
}

/**
 * A shorter value turns up in other words by chance, unless its option is known to hold a secret; a host
 * says of it only whether it is refused.
 */
const shortestMasked = 8;

/**
 * Settings beyond the guide, pasted as ini: `[DEFAULT]`, `workers = 4`. One that a component sets
 * otherwise is an error that names both.
 */
export class ExtraSettings extends Procedure {
  constructor(name: string, args: ExtraSettingsArgs, opts?: ComponentResourceOptions) {
    const files = Object.entries(args.fragments) as [ConfigFile, MaybeSecret][];
    const read = files.map(([file, fragment]) => ({
      path: pathOf(file, args.platform),
      sections: extraSettings(fragment),
    }));
    const settings = Object.fromEntries(
      read.map(({ path, sections }) => [path, mapped(sections, (keys) => mapped(keys, inputOf))]),
    );
    const secrets = read.flatMap(({ sections }) => maskedSecrets(sections));
    super(
      "ExtraSettings",
      name,
      {
        image: { settings, units: apiReads(args), ...(secrets.length > 0 ? { secrets } : {}) },
      },
      opts,
    );
  }
}

function inputOf(value: MaybeSecret) {
  return value instanceof Secret ? value.asInput() : value;
}

/** What a host is to mask in all that it prints. */
function maskedSecrets(sections: Sections<MaybeSecret>): SecretInput[] {
  return Object.values(sections)
    .flatMap((keys) => Object.entries(keys))
    .flatMap(([key, value]) => {
      if (!(value instanceof Secret)) return [];
      const isLong = value.inClear().length >= shortestMasked;
      return isLong || isSecretOption(key) ? [value.asInput()] : [];
    });
}
