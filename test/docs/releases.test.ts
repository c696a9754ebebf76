import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { page } from "../../docs/releases";
import { guideSettings } from "../../releases/guide";

describe("docs/reference/releases.md", () => {
  it("is what docs/releases.ts makes of the catalogue", () => {
    const written = readFileSync(join(__dirname, "..", "..", "docs/reference/releases.md"), "utf8");
    assert.equal(written, page(), "node --import tsx docs/releases.ts --write makes it anew");
  });

  it("tells of each line what became of it: no cell is empty", () => {
    const rows = page()
      .split("\n")
      .filter((line) => line.startsWith("| ") && !line.startsWith("| ---"));
    assert.ok(rows.length > 80, `${rows.length} rows`);
    for (const row of rows) assert.doesNotMatch(row, /\|\s*\|/, row);
  });

  it("has a row for each of the guide's lines, and one sentence for those of the registry", () => {
    const [, sentence = ""] = /for glance-registry\.conf:\n(.*)/.exec(page()) ?? [];
    for (const { guide, file, section, key, value } of guideSettings) {
      if (file === "glance-registry.conf") assert.ok(sentence.includes(`\`${key}\``), key);
      else {
        const row = `| ${guide} | ${file} \`[${section}]\`<br>\`${key} = ${value}\` |`;
        assert.equal(page().split(row).length, 2, row);
      }
    }
  });

  it("tells no name twice where only older names changed", () => {
    for (const [cell] of page().matchAll(/[^|]*<br>[^|]*(?= \|\n)/g)) {
      const told = cell.split("<br>").map((span) => span.replace(/^.*?: /, "").trim());
      for (const [index, each] of told.entries()) assert.notEqual(each, told[index - 1], cell);
    }
  });
});
