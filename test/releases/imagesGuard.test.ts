import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { databaseConnection } from "../../releases/meanings/database";

const guard = join(__dirname, "../../host/program/glance_host/stores/images_guard.py");

/**
 * A host that is undone has no document any more, so the program itself knows what Glance calls the
 * database's URL. It must know all that any release calls it.
 */
describe("The images guard on hosts", () => {
  const text = readFileSync(guard, "utf8");

  for (const [release, name] of Object.entries(databaseConnection.names)) {
    it(`knows the database's URL by the names of ${release} and later`, () => {
      assert.ok("name" in name, "no release lost it");
      for (const each of [name.name, ...name.drops]) {
        const [section = "", key = ""] = each.split("/");
        const known =
          text.includes(`("${key}", "${section}")`) ||
          (text.includes(`cfg.StrOpt("${key}"`) && text.includes(`group="${section}"`));
        assert.ok(known, `${each} stands in releases/meanings/database.ts alone`);
      }
    });
  }
});
