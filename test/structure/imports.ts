/** Which file of the project imports which, read from the sources: TypeScript's and the program's Python. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

export const project = join(__dirname, "..", "..");

const python = "host/program/";

/** Files that git knows of, below these folders; paths are the project's. */
export function files(...folders: readonly string[]): readonly string[] {
  const words = ["ls-files", "--cached", "--others", "--exclude-standard", ...folders];
  const listed = execFileSync("git", words, { cwd: project, encoding: "utf8" });
  return listed.split("\n").filter(Boolean);
}

/** File → the project's files that it imports, for types or loaded later, too. */
export function imports(all: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const known = new Set(all);
  return new Map(
    all.map((file) => {
      const text = readFileSync(join(project, file), "utf8");
      const named = file.endsWith(".ts") ? typescript(file, text) : pythons(text);
      // What is not among them is a library.
      const found = named.flatMap((names) => names.find((name) => known.has(name)) ?? []);
      return [file, [...new Set(found)]] as const;
    }),
  );
}

/** For each relative import, the files that it may mean. */
function typescript(file: string, text: string): readonly (readonly string[])[] {
  const named = text.matchAll(/(?:from|import\(|require\(|\)\()\s*"(\.{1,2}\/[^"]+)"/g);
  return [...named].map(([, name = ""]) => {
    const place = normalize(join(dirname(file), name)).replace(/\.js$/, "");
    return [place, `${place}.ts`, `${place}/index.ts`];
  });
}

/** The same for `from glance_host.ROOM import NAME`, where NAME is a module or one's. */
function pythons(text: string): readonly (readonly string[])[] {
  const named = text.matchAll(/^\s*from (glance_host[\w.]*) import \(?([^)\n]+(?:\n[^)]*)?)/gm);
  return [...named].flatMap(([, module = "", names = ""]) => {
    const place = python + module.replaceAll(".", "/");
    return names.split(",").map((name) => {
      const [word = ""] = name.trim().split(/\s/);
      return [`${place}/${word}.py`, `${place}.py`];
    });
  });
}
