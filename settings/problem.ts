import { RunError } from "@pulumi/pulumi";
import { closest, distance } from "fastest-levenshtein";
import { z } from "zod";
import { word } from "../host/shell";
import { settingsSchema } from "./schema";
import { wrongTypeRemedy } from "./checks/wrongType";

/** Something wrong with a setting: where it is, what is wrong there, and what to do. */
export interface Problem {
  /** The setting's path, `database.port`. */
  readonly path: string;
  /**
   * `cause. Remedy`, without the last full stop, which {@link printed} sets. The remedy is an
   * imperative sentence; a cause that begins with "must" says already what to do.
   */
  readonly message: string;
  /**
   * What mends it, as a shell takes it: printed last, each command alone on a line, so that it can be
   * pasted. A word in capitals, VALUE, stands for what only the operator knows.
   */
  readonly command?: string | readonly string[];
}

/** A problem as operators read it: `glance:PATH: cause. Remedy.`, then each command on its own line. */
export function printed({ path, message, command = [] }: Problem, margin = ""): string {
  const stop = /[.!?]$/.test(message) ? "" : ".";
  const commands = [command].flat().map((line) => `${margin}  ${line}`);
  return [`${margin}glance:${path}: ${message}${stop}`, ...commands].join("\n");
}

/**
 * All that is wrong with a stack's configuration, in one error. Nothing was dialled. The engine
 * shows a RunError's message alone, without a stack trace.
 */
export class SettingsError extends RunError {
  constructor(readonly problems: readonly Problem[]) {
    const lines = problems.map((problem) => printed(problem, "  "));
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super(
      `The stack's configuration has ${count}; no host was contacted.\n${lines.join("\n")}\n` +
        "docs/reference/settings.md describes every setting. Change one by:\n" +
        "    pulumi config set --path glance:PATH VALUE",
    );
    this.name = "SettingsError";
  }
}

/** A schema's issues in the words of the one who wrote the configuration. Values are not shown. */
export function problemsOf(error: z.ZodError): Problem[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => unknownKey(key, path));
    }
    if (issue.code === "invalid_key") {
      return issue.issues.map(({ message }) => ({ path: dotted(path), message }));
    }
    if (isMissing(issue)) {
      const what = issue.code === "invalid_value" ? issue.message.replace(/^must be /, "") : "it";
      const message = `is missing: it ${meaning(path)}. Give ${what}`;
      return [{ path: dotted(path), message, ...settingIt(path) }];
    }
    const { why, ...remedy } = wrongTypeRemedy(issue, argument(path), isSecret(path)) ?? {
      why: "",
      ...(valueFrom(path) === undefined ? {} : settingIt(path)),
    };
    return [{ path: dotted(path), message: `${wording(issue)}${why}`, ...remedy }];
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
  return quoted(`glance:${dotted(path)}`);
}

function quoted(key: string): string {
  return word(key, /^[\w.:-]+$/);
}

/** The command that gives a setting a value, which it asks for where the value is secret. */
export function setCommand(path: readonly (string | number)[]): string {
  const { secret, file, valueFrom } = metaOf(path);
  const isList = "element" in (unwrapped(path)?.def ?? {});
  const key = argument(isList ? [...path, 0] : path);
  if (secret) return `pulumi config set --secret --path ${key}${file ? " <FILE" : ""}`;
  return `pulumi config set --path ${key} ${valueFrom ? `"$(${valueFrom})"` : "VALUE"}`;
}

/** The command that gives a setting a value; none for a group, which one value does not make. */
function settingIt(path: readonly (string | number)[]): Pick<Problem, "command"> {
  const schema = unwrapped(path);
  const isGroup = schema === undefined || "shape" in schema || "valueType" in schema.def;
  return isGroup ? {} : { command: setCommand(path) };
}

function unknownKey(key: string, path: readonly (string | number)[]): Problem {
  const known = knownKeys(settingsSchema, path);
  const [group = "", ...below] = key.split(/[.[\]]+/).filter(Boolean);
  const place = dotted([...path, key]);
  if (path.length === 0 && below.length > 0 && known.includes(group)) {
    const given = quoted(`glance:${key}`);
    return {
      path: place,
      message: "was set without --path. Take it out, and set it anew",
      command: [
        `pulumi config rm ${given}`,
        isSecret([group, ...below])
          ? `pulumi config set --secret --path ${given}`
          : `pulumi config set --path ${given} VALUE`,
      ],
    };
  }
  const nearest = known.length === 0 ? "" : closest(key, [...known]);
  const isNear = nearest !== "" && distance(key, nearest) <= 3;
  const others = known.length === 0 ? "" : ` (known: ${known.join(", ")})`;
  // The CLI reads no escapes in a path, so it finds no key that has them.
  const isPlain = JSON.stringify(key) === `"${key}"`;
  return {
    path: place,
    message: `is not a setting${others}. ${isNear ? `Rename it to ${nearest}, or take it out` : "Take it out"}`,
    ...(isPlain && { command: `pulumi config rm --path ${argument([...path, key])}` }),
  };
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
  return metaOf(path).secret === true;
}

function valueFrom(path: readonly (string | number)[]): string | undefined {
  return metaOf(path).valueFrom;
}

function unwrapped(path: readonly (string | number)[]): z.ZodType | undefined {
  const schema = descend(settingsSchema, path);
  return schema === undefined ? undefined : unwrap(schema);
}

function metaOf(path: readonly (string | number)[]): z.GlobalMeta {
  return unwrapped(path)?.meta() ?? {};
}

/** What a setting does, as the rest of a sentence of which it is the subject. */
function meaning(path: readonly (string | number)[]): string {
  const description = descend(settingsSchema, path)?.meta()?.description ?? "";
  return description.charAt(0).toLowerCase() + description.slice(1);
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

/** A schema of what is given: without what makes it optional, and what makes a secret of it. */
export function unwrap(schema: z.ZodType): z.ZodType {
  const { innerType, in: given } = schema.def as { innerType?: z.ZodType; in?: z.ZodType };
  const inner = innerType ?? given;
  return inner === undefined ? schema : unwrap(inner);
}
