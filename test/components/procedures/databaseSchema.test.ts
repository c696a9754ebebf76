import { secretly } from "../../support/mocks";
import * as assert from "node:assert/strict";
import { secret } from "@pulumi/pulumi";
import { DatabaseSchema } from "../../../components/procedures/databaseSchema";
import { spoken } from "../../support/procedure";
import { history, type AnyRelease } from "../../../releases/history";
import { on, zed } from "../../support/target";

describe("DatabaseSchema", () => {
  it("populates as the glance user, looks first, and looks again for another database", async () => {
    const connection = secret("mysql+pymysql://…");
    const part = await spoken(
      () => new DatabaseSchema("schema", { ...zed, connection, populate: true }),
    );
    const schema = {
      user: "glance",
      check: "glance-manage db check",
      sync: "glance-manage db_sync",
      connection: secretly("mysql+pymysql://…"),
    };
    assert.deepEqual(part.said("image"), { schema });
    assert.deepEqual(part.inputs, { image: { schema } });
    assert.equal(part.said("compute"), undefined);
  });

  it("only looks where others populate the database", async () => {
    const part = await spoken(
      () => new DatabaseSchema("schema", { ...zed, connection: "mysql://…", populate: false }),
    );
    const { schema } = part.said("image") as { schema: { sync: unknown } };
    assert.equal(schema.sync, null);
  });

  it("has nothing to look with before Rocky", async () => {
    const checkOf = async (release: AnyRelease) => {
      const part = await spoken(
        () => new DatabaseSchema("schema", { ...on(release), connection: "c", populate: true }),
      );
      const { schema } = part.said("image") as { schema: { check: string | null; sync: string } };
      assert.equal(schema.sync, "glance-manage db_sync");
      return schema.check;
    };
    const without: AnyRelease[] = [];
    for (const release of history) {
      const check = await checkOf(release);
      if (check === null) without.push(release);
      else assert.equal(check, "glance-manage db check");
    }
    assert.deepEqual(without, history.slice(0, history.indexOf("rocky")));
  });
});
