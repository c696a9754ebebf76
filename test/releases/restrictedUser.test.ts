import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as compute from "../../releases/meanings/compute";
import type { Meaning } from "../../releases/release";

const limits = join(__dirname, "../../host/program/glance_host/direct/least_privilege.py");

/** A host holds a restricted user to what the project reads of Nova's: it must know all names of it. */
describe("A restricted user", () => {
  const text = readFileSync(limits, "utf8");

  for (const meaning of [compute.allowedDirectUrlSchemes, compute.imageFilesystems] as Meaning[]) {
    it(`may have ${meaning.title} read, by whatever name a release has for it`, () => {
      const names = Object.values(meaning.names).flatMap((each) =>
        "name" in each ? [each.name, ...each.drops] : [],
      );
      assert.ok(names.length > 0);
      for (const name of names) assert.ok(text.includes(`"${name.split("/")[1] ?? ""}"`), name);
    });
  }
});
