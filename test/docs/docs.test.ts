import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { parse } from "yaml";
import { settings, withTable } from "../../docs/settings";
import { settingsSchema } from "../../settings/schema";
import { shapeOf } from "../../settings/problem";

const project = join(__dirname, "..", "..");
const read = (file: string) => readFileSync(join(project, file), "utf8");

/** README.md and all pages of docs/. */
function pages(): string[] {
  const found = readdirSync(join(project, "docs"), { recursive: true, encoding: "utf8" });
  return ["README.md", ...found.filter((file) => file.endsWith(".md")).map((f) => join("docs", f))];
}

describe("The README", () => {
  it("has the table of settings that settings/schema.ts makes", () => {
    const hint = "node --import tsx docs/settings.ts --write makes it anew";
    assert.equal(read("README.md"), withTable(read("README.md")), hint);
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

  it("is short enough to read", () => {
    const prose = read("README.md").replace(/<!-- settings:[^]*<!-- \/settings -->/, "");
    assert.ok(prose.split("\n").length <= 150);
  });
});

describe("The documentation", () => {
  for (const page of pages()) {
    it(`${page} links to what exists`, () => {
      for (const [, target = ""] of read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
        if (/^[a-z]+:/.test(target)) continue;
        const path = relative(project, join(project, dirname(page), target));
        assert.ok(existsSync(join(project, path)), `${page} links to ${path}`);
      }
    });
  }

  it("has a page of the same name for each component", () => {
    const files = readdirSync(join(project, "components"), { recursive: true, encoding: "utf8" });
    const components = files.filter(
      (file) =>
        file.endsWith(".ts") &&
        /extends (Part|ComponentResource) \{/.test(read(join("components", file))),
    );
    assert.ok(components.length > 15);
    for (const file of components) {
      // What others are derived from is no component of its own.
      if (basename(file) === "part.ts") continue;
      assert.ok(existsSync(join(project, "docs/components", `${basename(file, ".ts")}.md`)), file);
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

  for (const page of pages().filter((name) => name.startsWith("docs/components/"))) {
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

/** A value of a stack's file with some text for each encrypted one. */
function decrypted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(decrypted);
  if ("secure" in value) return "a secret";
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, decrypted(inner)]));
}
