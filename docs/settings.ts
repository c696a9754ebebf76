/**
 * The table of docs/reference/settings.md, made from settings/schema.ts.
 *
 *   node --import tsx docs/settings.ts           prints the table
 *   node --import tsx docs/settings.ts --write   puts it into the page, between the markers
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { shapeOf, unwrap } from "../settings/problem";
import { settingsSchema } from "../settings/schema";

/** A row of the table. */
export interface Setting {
  /** As `pulumi config set --path` takes it, without `glance:`; `<name>` stands for any name. */
  readonly path: string;
  readonly type: string;
  /** `required`, a value, or nothing where it may be left out. */
  readonly fallback: string;
  readonly meaning: string;
  /** The command that prints a value, where there is one. */
  readonly valueFrom: string | undefined;
  readonly secret: boolean;
}

const begin = "<!-- settings: made by docs/settings.ts -->";
const end = "<!-- /settings -->";

/** Every setting of a stack, groups before what is in them. */
export function settings(schema: z.ZodType = settingsSchema, path = ""): Setting[] {
  const shape = shapeOf(schema);
  if (shape !== undefined) {
    return Object.entries(shape).flatMap(([key, inner]) => {
      const inside = path === "" ? key : `${path}.${key}`;
      return [row(inner, inside), ...settings(inner, inside)];
    });
  }
  const { keyType, valueType } = unwrap(schema).def as Inner;
  if (valueType === undefined) return [];
  const keys = keyType === undefined ? [] : (optionsOf(keyType) ?? []);
  if (keys.length === 0) return settings(valueType, `${path}.<name>`);
  return keys.map((key) => ({
    ...row(valueType, `${path}["${key}"]`),
    fallback: "",
    meaning: `Adds settings to ${key}`,
  }));
}

/** The rows as a table in Markdown. */
export function table(rows: readonly Setting[]): string {
  const cells = [
    ["Setting", "Type", "Default", "Meaning"],
    ["---", "---", "---", "---"],
    ...rows.map(({ path, type, fallback, meaning, valueFrom, secret }) => [
      `\`${path}\``,
      secret ? `${type}; **secret**` : type,
      fallback === "" || fallback === "required" ? fallback : `\`${fallback}\``,
      valueFrom === undefined ? meaning : `${meaning}; \`${valueFrom}\` prints it`,
    ]),
  ];
  return cells.map((row) => `| ${row.map(escaped).join(" | ")} |`).join("\n");
}

/** The page with a new table between its markers. */
export function withTable(page: string): string {
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`docs/reference/settings.md lacks ${begin} … ${end}`);
  // Columns of one width would make each change of a row a change of all.
  const rows = `<!-- prettier-ignore-start -->\n\n${table(settings())}\n\n<!-- prettier-ignore-end -->`;
  return `${page.slice(0, from)}${begin}\n${rows}\n${page.slice(to)}`;
}

interface Inner {
  readonly keyType?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly entries?: Readonly<Record<string, string>>;
  readonly defaultValue?: unknown;
}

function row(schema: z.ZodType, path: string): Setting {
  const meta = unwrap(schema).meta();
  return {
    path,
    type: typeOf(schema),
    fallback: fallbackOf(schema),
    meaning: schema.meta()?.description ?? meta?.description ?? "",
    valueFrom: meta?.valueFrom,
    secret: meta?.secret === true,
  };
}

/** What is allowed, in the words of the schema's own error. */
function typeOf(schema: z.ZodType): string {
  const bare = unwrap(schema);
  const { element, keyType } = bare.def as Inner;
  const isGroup = shapeOf(bare) !== undefined;
  const hasFixedKeys = keyType !== undefined && optionsOf(keyType) !== undefined;
  if (isGroup || hasFixedKeys) return "group";
  const values = element === undefined ? undefined : optionsOf(element);
  if (values !== undefined) return `a list of ${values.join(", ")}`;
  const [issue] = bare.safeParse(Symbol()).error?.issues ?? [];
  // What stands in parentheses helps with an error only.
  return (issue?.message ?? "").replace(/^must be /, "").replace(/ \(.*\)$/, "");
}

function fallbackOf(schema: z.ZodType): string {
  if (!schema.safeParse(undefined).success) return "required";
  const { defaultValue } = schema.def as Inner;
  const isGroup = typeof defaultValue === "object" && !Array.isArray(defaultValue);
  if (defaultValue === undefined || isGroup) return "";
  return typeof defaultValue === "string" ? defaultValue : JSON.stringify(defaultValue);
}

function optionsOf(schema: z.ZodType): string[] | undefined {
  const { entries } = unwrap(schema).def as Inner;
  return entries === undefined ? undefined : Object.values(entries);
}

function escaped(cell: string): string {
  return cell.replaceAll("|", "\\|");
}

if (require.main === module) {
  const file = join(__dirname, "reference", "settings.md");
  if (process.argv.includes("--write")) {
    writeFileSync(file, withTable(readFileSync(file, "utf8")));
  } else {
    process.stdout.write(`${table(settings())}\n`);
  }
}
