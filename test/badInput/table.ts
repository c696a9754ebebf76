/**
 * Prints what the tests noted of bad inputs.
 *
 *   node --import tsx test/badInput/table.ts FILE [--summary]
 */
import { readFileSync } from "node:fs";
import type { Tried } from "./record";

/** Cases of a group that the summary shows. */
const examples = 2;

/** The longest error that a line of the table has. */
const widest = 160;

/** A line a case: number, what is wrong, where it is caught, the first line of the error. */
export function table(tried: readonly Tried[]): string {
  const lines = tried.map(({ group, what, caught, error }, index) => {
    const number = String(index + 1).padStart(4);
    return `${number}  ${caught.padEnd(7)}  ${group}: ${shown(what)}\n${" ".repeat(15)}${cut(error)}`;
  });
  return [
    ...lines,
    `${tried.length} bad inputs, each with a clear error and an untouched host`,
  ].join("\n");
}

/** Groups with their counts, and examples of each, in Markdown. */
export function summary(tried: readonly Tried[]): string {
  const groups = [...new Set(tried.map(({ group, caught }) => `${caught}\0${group}`))];
  const rows = groups.map((key) => {
    const [caught = "", group = ""] = key.split("\0");
    return { caught, group, cases: tried.filter((t) => t.caught === caught && t.group === group) };
  });
  return [
    "| Caught | Group | Cases |",
    "| --- | --- | --- |",
    ...rows.map(({ caught, group, cases }) => `| ${caught} | ${group} | ${cases.length} |`),
    `| | all | ${tried.length} |`,
    "",
    "| What is wrong | Error |",
    "| --- | --- |",
    ...rows.flatMap(({ group, cases }) =>
      cases
        .slice(0, examples)
        .map(({ what, error }) => `| ${group}: ${cell(shown(what))} | ${cell(cut(error))} |`),
    ),
  ].join("\n");
}

function shown(text: string): string {
  return text.replace(/[\p{Cc}]/gu, (letter) => JSON.stringify(letter).slice(1, -1));
}

function cut(error: string): string {
  const text = shown(error);
  return text.length > widest ? `${text.slice(0, widest)}…` : text;
}

function cell(text: string): string {
  return `\`${text.replaceAll("`", "'").replaceAll("|", "\\|")}\``;
}

if (require.main === module) {
  const [file = "", option] = process.argv.slice(2);
  const lines = readFileSync(file, "utf8").trim().split("\n");
  const tried = lines.map((line) => JSON.parse(line) as Tried);
  process.stdout.write(`${option === "--summary" ? summary(tried) : table(tried)}\n`);
}
