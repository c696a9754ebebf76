/**
 * docs/reference/written/: what one typical stack writes for each release, as the files' own text.
 *
 *   node --import tsx docs/written.ts           lists the files
 *   node --import tsx docs/written.ts --write   writes them, and the table in the README beside them
 *
 * The components themselves make the documents, against Pulumi's mocks: no host is contacted.
 */
import { documentOf, made } from "../test/support/service";
import { certificates } from "../test/support/certificates";
import { hostKey, type Configuration } from "../test/support/configuration";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { HostFound } from "../host/document/directImageAccess";
import type { HostDocument } from "../host/document/document";
import type { IniFile, SettingValue } from "../host/document/settings";
import { allowedDirectUrlSchemes } from "../releases/meanings/compute";
import type { PlatformName } from "../platforms/families";
import { listenerProblems } from "../settings/checks/byRelease";
import { history, type AnyRelease } from "../releases/history";
import { has } from "../releases/release";

/** A file's path on the host → its text. */
type Files = ReadonlyMap<string, string>;

/** A folder → files: for each release what Debian's hosts get, and where Red Hat's get another text, that. */
export type Written = ReadonlyMap<string, Files>;

/** What a host finds by itself, in words. */
const found: Readonly<Record<HostFound, string>> = {
  filesystemId: "the file system's id",
  filesystemMountPoint: "where it is mounted",
};

/** Where all of it stands. */
export const folder = join(__dirname, "reference", "written");

const begin = "<!-- changes: made by docs/written.ts -->";
const end = "<!-- /changes -->";

/** A stack with all of the guide's procedures, as the release can have them. */
export function typical(release: AnyRelease, family: PlatformName): Configuration {
  // Juno's Swift store and middleware know Keystone's API v2.0 alone.
  const authUrl = `http://10.77.1.11:5000/${release === "juno" ? "v2.0" : "v3"}`;
  const compute = { volumeDriver: true, filesystemEntry: "images" };
  return {
    release,
    platform: family,
    hosts: {
      controller: { address: "10.77.1.11", hostKey: hostKey(1), roles: ["identity"] },
      image1: { address: "10.77.1.21", hostKey: hostKey(2), roles: ["image"] },
      compute1: { address: "10.77.1.31", hostKey: hostKey(3), roles: ["compute"] },
    },
    endpoints: { public: "https://glance.example.org:9292" },
    database: { host: "10.77.1.11", password: "secret-of-the-database" },
    identity: { authUrl, password: "secret-of-the-service" },
    swift: { authUrl, password: "secret-of-swift" },
    broker: { host: "10.77.1.11", password: "secret-of-the-broker" },
    tls: { certificate: certificates.server, privateKey: certificates.serverKey },
    filesystem: {},
    gluster: { server: "10.77.1.12", volume: "images" },
    firewall: { sources: ["10.77.1.0/24"] },
    // To Ocata Nova copies images from the file system, and uses Gluster volumes.
    ...(has(allowedDirectUrlSchemes, release) ? { compute } : {}),
  };
}

/** What the typical stack writes on its image host and its compute host. */
export async function written(): Promise<Written> {
  const all = new Map<string, Files>();
  // One after the other: Pulumi's mocks are one for the whole process.
  for (const release of history) {
    const usual = await filesOf(release, "debian");
    all.set(release, usual);
    if (listenerProblems({ platform: "redhat", release }).length > 0) continue;
    const others = [...(await filesOf(release, "redhat"))].filter(
      ([path, content]) => usual.get(path) !== content,
    );
    if (others.length > 0) all.set(join(release, "redhat"), new Map(others));
  }
  return all;
}

async function filesOf(release: AnyRelease, family: PlatformName): Promise<Files> {
  const resources = await made(typical(release, family));
  const documents = ["image1", "compute1"].map((host) => documentOf(resources, host));
  return new Map(
    documents.flatMap((document) =>
      document.settings.map((file) => [file.path, text(file, document)] as const),
    ),
  );
}

/** A file's place below {@link folder}. */
export const place = (inFolder: string, path: string) => join(inFolder, basename(path));

/** What a document says of an ini file, as the file's text: sections and keys by their names. */
function text({ path, set, drop }: IniFile, { secrets }: HostDocument): string {
  const sections = [...new Set([...Object.keys(set), ...Object.keys(drop)])].sort(byName);
  const blocks = sections.map((section) => {
    const keys = Object.entries(set[section] ?? {}).sort(([one], [other]) => byName(one, other));
    const dropped = Object.keys(drop[section] ?? {}).sort(byName);
    return [
      `[${section}]`,
      ...keys.map(([key, value]) => line(key, value, secrets)),
      ...dropped.map((key) => `# dropped: ${key}`),
    ].join("\n");
  });
  return `# ${path}\n\n${blocks.join("\n\n")}\n`;
}

function line(key: string, setting: SettingValue, secrets: readonly string[]): string {
  const { of, list } = setting;
  const value =
    of === undefined ? masked(setting, secrets) : `[${found[of]}, which the host finds]`;
  if (list === undefined) return `${key} = ${value}`;
  const where = list === "whereSet" ? ", where that is set" : "";
  return `# item of a list: ${value} is added to ${key}${where}`;
}

/** A value in which each secret reads `[secret]`; all of it where none is found in it. */
function masked({ value, secret }: SettingValue, secrets: readonly string[]): string {
  if (secret !== true) return value;
  const shown = secrets.reduce((rest, each) => rest.replaceAll(each, "[secret]"), value);
  return shown === value ? "[secret]" : shown;
}

/** `DEFAULT` first, as in every file of OpenStack's. */
function byName(one: string, other: string): number {
  if (one === other) return 0;
  if (one === "DEFAULT" || other === "DEFAULT") return one === "DEFAULT" ? -1 : 1;
  return one < other ? -1 : 1;
}

/** The page with a table of which release's files differ from those of the one before. */
export function withTable(page: string, all: Written): string {
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`reference/written/README.md lacks ${begin} … ${end}`);
  const paths = [...new Set([...all.values()].flatMap((files) => [...files.keys()]))].sort();
  const rows = history.map((release, index) => [
    release,
    ...paths.map((path) => cell(all, path, release, history[index - 1])),
  ]);
  const head = ["Release", ...paths.map((path) => `\`${basename(path)}\``)];
  const table = [head, head.map(() => "-"), ...rows].map((row) => `| ${row.join(" | ")} |`);
  // Columns of one width would make each change of a row a change of all.
  const made = `<!-- prettier-ignore-start -->\n\n${table.join("\n")}\n\n<!-- prettier-ignore-end -->`;
  return `${page.slice(0, from)}${begin}\n\n${made}\n\n${page.slice(to)}`;
}

function cell(all: Written, path: string, release: string, former = ""): string {
  const now = all.get(release)?.get(path);
  const before = all.get(former)?.get(path);
  if (now === undefined) return "not written";
  const link = (word: string, inFolder = release) => `[${word}](${place(inFolder, path)})`;
  const redhat = join(release, "redhat");
  const other = all.get(redhat)?.has(path) === true ? `; ${link("on Red Hat's", redhat)}` : "";
  if (before === undefined) return link("new") + other;
  if (now === before) return link("same") + other;
  return `${link("changed")} (+${lines(now, before)} −${lines(before, now)})${other}`;
}

/** How many lines of one text the other does not have. */
function lines(one: string, other: string): number {
  const there = new Set(sectioned(other));
  return sectioned(one).filter((each) => !there.has(each)).length;
}

/** Each setting with its section before it. */
function sectioned(file: string): readonly string[] {
  let section = "";
  return file.split("\n").flatMap((each) => {
    if (each.startsWith("[")) section = each;
    return each === "" || each === section || each.startsWith("# /") ? [] : [`${section} ${each}`];
  });
}

async function main(): Promise<void> {
  const all = await written();
  const files = [...all].flatMap(([inFolder, texts]) =>
    [...texts].map(([path, content]) => [join(folder, place(inFolder, path)), content] as const),
  );
  if (process.argv[2] !== "--write") {
    process.stdout.write(files.map(([file]) => `${file}\n`).join(""));
    return;
  }
  for (const release of history) rmSync(join(folder, release), { recursive: true, force: true });
  for (const [file, content] of files) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  const readme = join(folder, "README.md");
  writeFileSync(readme, withTable(readFileSync(readme, "utf8"), all));
}

if (require.main === module) void main();
