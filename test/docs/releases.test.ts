import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { page } from "../../docs/releases";

describe("docs/releases.md", () => {
  it("is what docs/releases.ts makes of the catalogue", () => {
    const written = readFileSync(join(__dirname, "..", "..", "docs", "releases.md"), "utf8");
    assert.equal(written, page(), "node --import tsx docs/releases.ts --write makes it anew");
  });

  it("tells of each line what became of it: no cell is empty", () => {
    const rows = page()
      .split("\n")
      .filter((line) => line.startsWith("| ") && !line.startsWith("| ---"));
    assert.ok(rows.length > 80, `${rows.length} rows`);
    for (const row of rows) assert.doesNotMatch(row, /\|\s*\|/, row);
  });
});
