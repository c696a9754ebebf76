import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { folder, place, typical, withTable, written, type Written } from "../../docs/written";
import { history } from "../../releases/history";

const hint = "node --import tsx docs/written.ts --write makes it anew";

describe("docs/reference/written", () => {
  let all: Written;

  before(async () => {
    all = await written();
  });

  for (const release of history) {
    it(`has for ${release} what a stack writes, to the byte, and nothing else`, () => {
      const files = [...(all.get(release) ?? [])];
      assert.ok(files.length >= 2);
      for (const [path, text] of files) {
        assert.equal(readFileSync(join(folder, place(release, path)), "utf8"), text, hint);
      }
      assert.deepEqual(
        readdirSync(join(folder, release)).sort(),
        files.map(([path]) => place("", path)).sort(),
        hint,
      );
    });
  }

  it("has a table of what differs from the release before", () => {
    const page = readFileSync(join(folder, "README.md"), "utf8");
    assert.equal(page, withTable(page, all), hint);
  });

  it("tells no secret", () => {
    const { database, identity, swift, broker } = typical("zed") as Record<
      string,
      { password: string }
    >;
    const secrets = [database, identity, swift, broker].map((group) => group?.password ?? "");
    assert.ok(secrets.every((secret) => secret.length > 8));
    for (const [release, files] of all) {
      for (const [path, text] of files) {
        for (const secret of secrets) {
          assert.ok(!text.includes(secret), `${place(release, path)} has ${secret}`);
        }
      }
      assert.match(files.get("/etc/glance/glance-api.conf") ?? "", /:\[secret\]@/);
    }
  });

  it("is the same on hosts of both families", async () => {
    // Red Hat's packages of the newest release are not known, and settings refuse it there.
    const both = history.filter((release) => release !== "2026.2");
    const ofBoth = new Map([...all].filter(([release]) => both.includes(release)));
    assert.deepEqual(await written("redhat", both), ofBoth);
  });
});
