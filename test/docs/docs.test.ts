import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { parse } from "yaml";
import { settings, withTable } from "../../docs/settings";
import { page as withSteps } from "../../docs/steps";
import { settingsSchema } from "../../settings/schema";
import { shapeOf } from "../../settings/problem";
import { files, project } from "../structure/imports";

const read = (file: string) => readFileSync(join(project, file), "utf8");

/** README.md and all pages of docs/. */
function pages(): string[] {
  const found = readdirSync(join(project, "docs"), { recursive: true, encoding: "utf8" });
  return ["README.md", ...found.filter((file) => file.endsWith(".md")).map((f) => join("docs", f))];
}

/** What a page links to within the project, as paths of the project. */
function links(page: string): string[] {
  return [...read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => normalize(join(dirname(page), target)));
}

describe("docs/reference/settings.md", () => {
  const page = "docs/reference/settings.md";

  it("has the table of settings that settings/schema.ts makes", () => {
    const hint = "node --import tsx docs/settings.ts --write makes it anew";
    assert.equal(read(page), withTable(read(page)), hint);
  });

  it("says of every setting what it means, and marks secrets", () => {
    const rows = settings();
    assert.ok(rows.length > 60, `${rows.length} settings`);
    for (const { path, type, meaning } of rows) {
      assert.notEqual(meaning, "", `${path} has no meaning`);
      assert.doesNotMatch(type, /Invalid|expected|^$/, `${path} has no type`);
    }
    const secrets = rows.filter(({ secret }) => secret).map(({ path }) => path);
    assert.ok(secrets.includes("database.password"));
    assert.ok(secrets.includes("tls.privateKey"));
    assert.ok(!secrets.includes("database.user"));
  });
});

describe("docs/develop/design.md", () => {
  it("tells the steps of a transaction in the program's own order", () => {
    const design = read("docs/develop/design.md");
    assert.equal(
      design,
      withSteps(design),
      "node --import tsx docs/steps.ts --write makes it anew",
    );
  });
});

describe("The README", () => {
  it("is short enough to read", () => {
    assert.ok(read("README.md").split("\n").length <= 150);
  });
});

describe("The documentation", () => {
  for (const page of pages()) {
    it(`${page} links to what exists`, () => {
      for (const path of links(page)) {
        assert.ok(existsSync(join(project, path)), `${page} links to ${path}`);
      }
    });

    it(`${page} links to headings that exist`, () => {
      for (const [, target = "", anchor = ""] of read(page).matchAll(/\]\(([^)#\s]*)#([^)]*)\)/g)) {
        if (/^[a-z]+:/.test(target)) continue;
        const path = target === "" ? page : normalize(join(dirname(page), target));
        assert.ok(headings(path).includes(anchor), `${page} links to ${path}#${anchor}`);
      }
    });
  }

  it("names files and folders of the project that exist", () => {
    const named = pages().flatMap((page) =>
      [
        ...read(page).matchAll(/`([\w-]+\/[\w./-]*)`/g),
        // In tables and text without quotes.
        ...read(page).matchAll(/(?<![\w/.$~*-])([\w-]+\/[\w./-]+\.(?:ts|py|sh))\b/g),
      ].map(([, path = ""]) => ({ page, path })),
    );
    const ours = named
      // docs/words.md says so.
      .map(({ page, path }) => ({
        page,
        path: path.replace(/^program\//, "host/program/glance_host/"),
      }))
      .filter(({ path }) => existsSync(join(project, path.split("/")[0] ?? "")));
    assert.ok(ours.length > 100, `${ours.length} are found`);
    assert.deepEqual(
      ours.filter(({ path }) => !existsSync(join(project, path))),
      [],
    );
  });

  it("leads from docs/README.md to each page", () => {
    const reached = new Set<string>();
    const ahead = ["docs/README.md"];
    for (let page = ahead.pop(); page !== undefined; page = ahead.pop()) {
      if (reached.has(page)) continue;
      reached.add(page);
      ahead.push(...links(page).filter((path) => path.endsWith(".md")));
    }
    assert.deepEqual(
      pages().filter((page) => !reached.has(page)),
      [],
    );
  });

  it("exists where a source, a script or a message names a page of it", () => {
    const named = files()
      .filter((file) => existsSync(join(project, file)) && !file.endsWith(".svg"))
      .flatMap((file) =>
        [...read(file).matchAll(/(?<![\w/.-])docs\/[\w/.-]+\.md\b/g)].map(([path]) => ({
          file,
          path,
        })),
      );
    assert.ok(named.length > 20, `${named.length} are found`);
    assert.deepEqual(
      named.filter(({ path }) => !existsSync(join(project, path))),
      [],
    );
  });

  it("has a page of the same name for each component", () => {
    const files = readdirSync(join(project, "components"), { recursive: true, encoding: "utf8" });
    const components = files.filter(
      (file) =>
        file.endsWith(".ts") &&
        /extends (Procedure|ComponentResource) \{/.test(read(join("components", file))),
    );
    assert.ok(components.length > 15);
    for (const file of components) {
      // What others are derived from is no component of its own.
      if (basename(file) === "procedure.ts") continue;
      assert.ok(
        existsSync(join(project, "docs/reference/components", `${basename(file, ".ts")}.md`)),
        file,
      );
    }
  });

  it("shows a picture that is drawn from its source", () => {
    const drawn = read("docs/architecture.svg");
    for (const [, label = ""] of read("docs/architecture.dot").matchAll(/label="([^"]*)"/g)) {
      for (const line of label.split("\\n").map((text) => text.trim())) {
        const escaped = line
          .replaceAll("<", "&lt;")
          .replaceAll(">", "&gt;")
          .replaceAll("-", "&#45;");
        assert.ok(drawn.includes(escaped), `${line}: draw docs/architecture.svg anew`);
      }
    }
  });

  for (const page of pages().filter((name) => name.startsWith("docs/reference/components/"))) {
    it(`${page} has an example whose settings exist and are sound`, () => {
      const examples = [...read(page).matchAll(/```yaml\n([^]*?)```/g)].map(([, text]) => text);
      assert.notEqual(examples.length, 0);
      for (const example of examples) {
        const { config } = parse(example ?? "") as { config: Record<string, unknown> };
        for (const [key, value] of Object.entries(config)) {
          const schema = shapeOf(settingsSchema)?.[key.replace(/^glance:/, "")];
          assert.ok(schema, `${page}: there is no ${key}`);
          const { error } = schema.safeParse(decrypted(value));
          assert.equal(error, undefined, `${page}: ${key}: ${String(error?.message)}`);
        }
      }
    });
  }
});

/** A page's headings, as a link names them. */
function headings(page: string): string[] {
  const prose = read(page).replace(/```[^]*?```/g, "");
  return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, "")
      .trim()
      .replaceAll(" ", "-"),
  );
}

/** A value of a stack's file with some text for each encrypted one. */
function decrypted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(decrypted);
  if ("secure" in value) return "a secret";
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, decrypted(inner)]));
}
