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
    it(`has for ${release}, to the byte, what a stack writes`, () => {
      const files = [...(all.get(release) ?? [])];
      assert.ok(files.length >= 2);
      for (const [path, text] of files) {
        assert.equal(readFileSync(join(folder, place(release, path)), "utf8"), text, hint);
      }
    });
  }

  it("has beside it what hosts of Red Hat's family get, only where Debian's server is uWSGI", () => {
    const others = [...all].filter(([inFolder]) => inFolder.endsWith("/redhat"));
    assert.deepEqual(
      others.map(([inFolder]) => inFolder),
      ["queens", "rocky", "stein", "train", "ussuri", "victoria"].map((name) => `${name}/redhat`),
    );
    for (const [inFolder, files] of others) {
      assert.deepEqual([...files.keys()], ["/etc/glance/glance-api.conf"]);
      for (const [path, text] of files) {
        assert.equal(readFileSync(join(folder, place(inFolder, path)), "utf8"), text, hint);
        assert.match(text, /^bind_port = /m);
        assert.match(
          all.get(inFolder.replace("/redhat", ""))?.get(path) ?? "",
          /^# dropped: bind_port$/m,
        );
      }
    }
  });

  it("has no file that nothing writes", () => {
    const made = [...all].flatMap(([inFolder, files]) =>
      [...files.keys()].map((path) => place(inFolder, path)),
    );
    const there = readdirSync(folder, { recursive: true, encoding: "utf8" });
    assert.deepEqual(there.filter((file) => file.endsWith(".conf")).sort(), made.sort(), hint);
  });

  it("has a table of what differs from the release before", () => {
    const page = readFileSync(join(folder, "README.md"), "utf8");
    assert.equal(page, withTable(page, all), hint);
  });

  it("tells no secret", () => {
    const { database, identity, swift, broker } = typical("zed", "debian") as Record<
      string,
      { password: string }
    >;
    const secrets = [database, identity, swift, broker].map((group) => group?.password ?? "");
    assert.ok(secrets.every((secret) => secret.length > 8));
    for (const [inFolder, files] of all) {
      assert.match(files.get("/etc/glance/glance-api.conf") ?? "", /:\[secret\]@/);
      for (const [path, text] of files) {
        for (const secret of secrets) {
          assert.ok(!text.includes(secret), `${place(inFolder, path)} has ${secret}`);
        }
      }
    }
  });
});
