/**
 * docs/reference/releases.md, made from releases/: what the guide says, and what each release calls it.
 *
 *   node --import tsx docs/releases.ts           prints it
 *   node --import tsx docs/releases.ts --write   writes docs/reference/releases.md
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { catalogue } from "../releases/catalogue";
import * as features from "../releases/features";
import { guideLacks, guideSettings, type GuideSetting } from "../releases/guide";
import { history, versions, type AnyRelease } from "../releases/history";
import type { Gone, Meaning, Name, Since } from "../releases/release";

const title = (release: string) => release.charAt(0).toUpperCase() + release.slice(1);

/** The page. */
export function page(): string {
  return `${introduction}
<!-- prettier-ignore-start -->

## The guide's settings

${table(
  ["Guide", "It says", "Releases call it"],
  ofGlanceAndNova.map((setting) => [setting.guide, said(setting), fate(setting)]),
)}

${registryLines()}

The guide leaves out:

${guideLacks.map(({ guide, section, key, value, why }) => `- ${guide}: \`[${section}] ${key} = ${value}\`. ${why}.`).join("\n")}

## What later releases need besides

The guide does not say these, since Juno does without them.

${table(["For", "What", "Releases call it"], additions())}

## What releases have or lost

${table(
  ["Guide", "What", "Releases"],
  Object.values(features).flatMap((feature) =>
    typeof feature === "object"
      ? [[feature.guide, feature.title, spans(feature.releases, (now) => whether(now))]]
      : [],
  ),
)}

## Versions

A stack's \`release\` is held against the host's Glance and Nova before anything is written.

${table(
  ["Release", "Glance", "Nova"],
  Object.entries(versions).map(([release, { glance, nova }]) => [title(release), glance, nova]),
)}

<!-- prettier-ignore-end -->
`;
}

const introduction = `# Releases

<!-- Made by docs/releases.ts from releases/: change it there. -->

What Red Hat's guide says to write, and what each release of OpenStack calls it. A name that a
release would silently ignore is never written: either its successor is, or \`pulumi preview\` says
what there is instead. Older names that stand beside a newer one are removed, since oslo.config
merges them; an undo brings them back. Older names of Nova's lists stay, for others may have put items
there: the item that is wanted is added to each.

\`make test\` holds all of it against the packages of every release that PyPI has (Glance from Pike on
but for Queens, Nova from Ocata on, the libraries from Juno on): each name is an option there, under
its own name, and none whose end is announced where a successor is read.
`;

/** The registry has a file of its own, in which the guide says nothing that glance-api.conf has not. */
const ofGlanceAndNova = guideSettings.filter(({ file }) => file !== "glance-registry.conf");

/** What becomes of the lines for glance-registry.conf: the same as of those for glance-api.conf. */
function registryLines(): string {
  const lines = guideSettings.filter(({ file }) => file === "glance-registry.conf");
  for (const { section, key, value } of lines) {
    const same = ofGlanceAndNova.some(
      (other) =>
        other.file === "glance-api.conf" &&
        other.section === section &&
        other.key === key &&
        other.value === value,
    );
    if (!same) throw new Error(`glance-registry.conf alone has [${section}] ${key}: give it a row`);
  }
  const keys = [...new Set(lines.map(({ key }) => `\`${key}\``))].join(", ");
  return `The guide says the same for glance-registry.conf:
${keys}.
Where a host has a registry, its file is written as glance-api.conf is; below stands which releases have
one.`;
}

/** The guide's line. */
function said({ file, section, key, value }: GuideSetting): string {
  return `${file} \`[${section}]\`<br>\`${key} = ${value}\``;
}

/** What became of the guide's line. */
function fate({ section, key, file, slip }: GuideSetting): string {
  const name = `${slip?.section ?? section}/${key}`;
  const found = catalogue.find(({ meaning }) => {
    const first = meaning.names.juno;
    return meaning.file === file && first !== undefined && "name" in first && first.name === name;
  });
  const note = slip === undefined ? "" : `The guide is mistaken: ${slip.why}.<br>`;
  if (found !== undefined) return note + names(found.meaning);
  // Of an entry of image_file_url, whose section bears its name.
  const filesystems = catalogue.find(({ name: each }) => each === "compute.imageFilesystems");
  return note + names(filesystems?.meaning, section, key);
}

/** Meanings that came after Juno, and that components write. */
function additions(): string[][] {
  return catalogue
    .filter(
      ({ meaning: { names, guide } }) => names.juno === undefined && guide !== "beyond the guide",
    )
    .map(({ meaning }) => [meaning.guide, meaning.title, names(meaning)]);
}

function names(meaning: Meaning | undefined, section?: string, key?: string): string {
  if (meaning === undefined) return "";
  return spans(meaning.names, (now) => {
    if (!("name" in now)) return `gone. ${now.instead}`;
    const slash = now.name.indexOf("/");
    return `\`[${section ?? now.name.slice(0, slash)}] ${key ?? now.name.slice(slash + 1)}\``;
  });
}

function whether(now: "there" | Gone): string {
  return now === "there" ? "there" : `gone. ${now.instead}`;
}

/** Juno to Kilo: this; since Liberty: that. */
function spans<T extends Name | Gone | "there">(
  entries: Since<T>,
  told: (entry: T) => string,
): string {
  const all = (Object.entries(entries) as [AnyRelease, T][])
    .map(([since, entry]) => ({ since, text: told(entry) }))
    // What changed may be older names alone, which are not told.
    .filter(({ text }, index, each) => text !== each[index - 1]?.text);
  return all
    .map(({ since, text }, index) => `${span(since, all[index + 1]?.since)}: ${text}`)
    .join("<br>");
}

function span(since: AnyRelease, next: AnyRelease | undefined): string {
  if (next === undefined) return since === "juno" ? "all" : `since ${title(since)}`;
  const last = history[history.indexOf(next) - 1] ?? since;
  return last === since ? title(since) : `${title(since)} to ${title(last)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const lines = [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
  // Columns of one width would make each change of a row a change of all.
  return `<!-- prettier-ignore-start -->\n\n${lines}\n\n<!-- prettier-ignore-end -->`;
}

if (require.main === module) {
  if (process.argv[2] === "--write")
    writeFileSync(join(__dirname, "reference", "releases.md"), page());
  else process.stdout.write(page());
}
