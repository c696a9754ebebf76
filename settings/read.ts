import { inconsistencies } from "./checks/consistency";
import {
  descend,
  dotted,
  problemsOf,
  setCommand,
  SettingsError,
  shapeOf,
  unwrap,
  type Problem,
} from "./problem";
import { settingsSchema, type Settings } from "./schema";
import { Secret } from "./secret";

/** What the engine hands over: `glance:key` → text, objects as JSON; and whether a key is secret. */
export interface RawConfiguration {
  readonly values: Readonly<Record<string, string>>;
  isSecret(key: string): boolean;
}

/** The project's namespace in a stack's configuration. */
const namespace = "glance";

/**
 * A stack's settings, validated. Throws {@link SettingsError} with all that is wrong at once: what
 * is missing, misspelt, of the wrong type or form, or does not go together, and passwords that
 * stand unencrypted.
 */
export function readSettings(raw: RawConfiguration): Settings {
  const problems: Problem[] = [];
  const configuration: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(raw.values)) {
    const [space, key] = split(name);
    if (space !== namespace) continue;
    const given = structured(key, value);
    problems.push(...plainSecrets(key, given, raw.isSecret(name)));
    configuration[key] = key === "extra" && raw.isSecret(name) ? encrypted(given) : given;
  }
  const parsed = settingsSchema.safeParse(configuration, { reportInput: true });
  if (!parsed.success) problems.unshift(...problemsOf(parsed.error));
  problems.push(...inconsistencies(soundParts(configuration)));
  if (!parsed.success || problems.length > 0) throw new SettingsError(problems);
  return parsed.data;
}

/**
 * The settings that are sound each on its own, so that what is wrong between them is said, too.
 * One that may be missing and is stands there as undefined: its absence can be what is wrong.
 */
function soundParts(configuration: Readonly<Record<string, unknown>>): Partial<Settings> {
  const parts = Object.entries(settingsSchema.shape).flatMap(([key, schema]) => {
    const parsed = schema.safeParse(configuration[key]);
    return parsed.success ? [[key, parsed.data] as const] : [];
  });
  return Object.fromEntries(parts);
}

function split(name: string): [string, string] {
  const colon = name.indexOf(":");
  return [name.slice(0, colon), name.slice(colon + 1)];
}

/** Text as the engine hands it over, or the structure that it spells where the schema wants one. */
function structured(key: string, value: string): unknown {
  const schema = descend(settingsSchema, [key]);
  if (schema === undefined || unwrap(schema).type === "string" || unwrap(schema).type === "enum") {
    return value;
  }
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** Fragments that came encrypted: which of their values are the secrets is not known, so all are. */
function encrypted(given: unknown): unknown {
  if (typeof given !== "object" || given === null) return given;
  const entries = Object.entries(given).map(
    ([file, text]) =>
      [file, typeof text === "string" ? new Secret(text) : (text as unknown)] as const,
  );
  return Object.fromEntries(entries);
}

/**
 * Secret settings of a key that holds no encrypted value. Pulumi says of a whole key only whether
 * anything in it is encrypted; that much is checked.
 */
function plainSecrets(key: string, value: unknown, isSecret: boolean): Problem[] {
  if (isSecret) return [];
  return secretPaths([key], value).map((path) => ({
    path: dotted(path),
    message: "stands unencrypted. Set it anew, encrypted",
    command: setCommand(path),
  }));
}

function secretPaths(path: readonly string[], value: unknown): string[][] {
  const schema = descend(settingsSchema, path);
  if (schema === undefined) return [];
  const meta = unwrap(schema).meta();
  if (meta?.secret === true) {
    return meta.file === true && isFileName(value) ? [] : [[...path]];
  }
  if (typeof value !== "object" || value === null || shapeOf(schema) === undefined) return [];
  return Object.entries(value).flatMap(([key, inner]) => secretPaths([...path, key], inner));
}

/** The path of a key file is no secret; the key in it is. */
function isFileName(value: unknown): boolean {
  return typeof value === "string" && !value.includes("-----BEGIN");
}
