import { RunError } from "@pulumi/pulumi";
import { closest, distance } from "fastest-levenshtein";
import { z } from "zod";
import { word } from "../host/shell";
import { settingsSchema } from "./schema";
import { wrongTypeRemedy } from "./checks/wrongType";

/** Something wrong with a setting: where it is, and what is allowed or to be done. */
export interface Problem {
  /** The setting's path, `database.port`. */
  readonly path: string;
  readonly message: string;
}

/**
 * All that is wrong with a stack's configuration, in one error. Nothing was dialled. The engine
 * shows a RunError's message alone, without a stack trace.
 */
export class SettingsError extends RunError {
  constructor(readonly problems: readonly Problem[]) {
    const lines = problems.map(({ path, message }) => `  glance:${path}: ${message}`);
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super(
      `The stack's configuration has ${count}; no host was contacted.\n${lines.join("\n")}\n` +
        "docs/reference/settings.md describes every setting; `pulumi config set --path glance:PATH VALUE` changes one.",
    );
    this.name = "SettingsError";
  }
}

/** A schema's issues in the words of the one who wrote the configuration. Values are not shown. */
export function problemsOf(error: z.ZodError): Problem[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        path: dotted([...path, key]),
        message: unknownKey(key, knownKeys(settingsSchema, path), path.length === 0),
      }));
    }
    if (issue.code === "invalid_key") {
      return issue.issues.map(({ message }) => ({ path: dotted(path), message }));
    }
    if (isMissing(issue)) {
      const allowed = issue.code === "invalid_value" ? `; ${issue.message}` : "";
      return [{ path: dotted(path), message: `is missing: ${meaning(path)}${allowed}` }];
    }
    const remedy = wrongTypeRemedy(issue, argument(path), isSecret(path));
    return [{ path: dotted(path), message: `${wording(issue)}${remedy}` }];
  });
}

/** A path as `pulumi config set --path` takes it. */
export function dotted(path: readonly (string | number)[]): string {
  return path
    .map((part, index) => {
      const isName = typeof part === "string" && /^[\w-]+$/.test(part);
      if (!isName) return `[${JSON.stringify(part)}]`;
      return index > 0 ? `.${part}` : part;
    })
    .join("");
}

/** A setting as a shell hands it over to `pulumi config set --path`. */
export function argument(path: readonly (string | number)[]): string {
  return word(`glance:${dotted(path)}`, /^[\w.:-]+$/);
}

function unknownKey(key: string, known: readonly string[], isTop: boolean): string {
  if (known.length === 0) return "there is no such setting";
  const [group = ""] = key.split(/[.[]/);
  if (isTop && group !== key && known.includes(group)) {
    return `was set without --path: pulumi config rm glance:${key}, then pulumi config set --path glance:${key}`;
  }
  const nearest = closest(key, [...known]);
  const hint = distance(key, nearest) <= 3 ? `; did you mean ${nearest}?` : "";
  return `there is no such setting${hint} (known: ${known.join(", ")})`;
}

function isMissing(issue: z.core.$ZodIssue): boolean {
  const aboutPresence = issue.code === "invalid_type" || issue.code === "invalid_value";
  return aboutPresence && issue.input === undefined;
}

function wording(issue: z.core.$ZodIssue): string {
  if (issue.code !== "invalid_type") return issue.message;
  // A group written as text, say: the schema's own word for it would be "object".
  if (issue.expected === "object" || issue.expected === "record")
    return "must be a map of settings";
  return issue.message;
}

function isSecret(path: readonly (string | number)[]): boolean {
  const schema = descend(settingsSchema, path);
  return schema !== undefined && unwrap(schema).meta()?.secret === true;
}

function meaning(path: readonly (string | number)[]): string {
  const description = descend(settingsSchema, path)?.meta()?.description;
  return description ?? "see docs/reference/settings.md";
}

function knownKeys(schema: z.ZodType, path: readonly (string | number)[]): string[] {
  const found = descend(schema, path);
  if (found === undefined) return [];
  const { keyType } = unwrap(found).def as { keyType?: z.ZodType };
  return keyType instanceof z.ZodEnum
    ? keyType.options.map(String)
    : Object.keys(shapeOf(found) ?? {});
}

/** The schema at a path; through optional, default and record wrappings. */
export function descend(
  schema: z.ZodType,
  path: readonly (string | number)[],
): z.ZodType | undefined {
  const [head, ...rest] = path;
  if (head === undefined) return schema;
  const bare = unwrap(schema);
  const definition = bare.def as { valueType?: z.ZodType; element?: z.ZodType };
  const shape = shapeOf(bare) ?? {};
  // A key that every object has, `constructor`, is none of the schema's.
  const own = Object.hasOwn(shape, head) ? shape[head] : undefined;
  const next = own ?? definition.valueType ?? definition.element;
  return next === undefined ? undefined : descend(next, rest);
}

/** The properties of an object schema. */
export function shapeOf(schema: z.ZodType): Record<string, z.ZodType> | undefined {
  const bare = unwrap(schema);
  return "shape" in bare ? (bare.shape as Record<string, z.ZodType>) : undefined;
}

/** A schema without what makes it optional. */
export function unwrap(schema: z.ZodType): z.ZodType {
  const { innerType } = schema.def as { innerType?: z.ZodType };
  return innerType === undefined ? schema : unwrap(innerType);
}
