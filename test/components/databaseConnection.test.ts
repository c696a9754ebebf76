import { secretly } from "../support/mocks";
import * as assert from "node:assert/strict";
import { secret } from "@pulumi/pulumi";
import { DatabaseConnection } from "../../components/databaseConnection";
import { spoken, withAwkwardPasswords } from "../support/part";
import { api, on, zed } from "../support/target";

const args = {
  ...zed,
  host: "db.example.org",
  port: 3306,
  name: "glance",
  user: "glance",
  password: secret("pa/ss"),
};

const made = (changes: object = {}) =>
  spoken(() => new DatabaseConnection("database", { ...args, ...changes }));

const url = "mysql+pymysql://glance:pa%2Fss@db.example.org:3306/glance?charset=utf8";

describe("DatabaseConnection", () => {
  it("sets Zed's connection, drops its older names and logs in with it first", async () => {
    const part = await made();
    assert.deepEqual(part.said("image"), {
      settings: { [api]: { database: { connection: secretly(url) } } },
      drops: {
        [api]: {
          DEFAULT: ["sql_connection"],
          DATABASE: ["sql_connection"],
          sql: ["connection"],
        },
      },
      checks: [{ kind: "database", url: secretly(url) }],
      units: { "glance-api.service": [api] },
      secrets: [secretly("pa/ss")],
    });
    assert.equal(part.said("compute"), undefined);
    assert.equal(part.said("identity"), undefined);
  });

  it("shows settings and drops in a preview, and the URL only masked", async () => {
    const { inputs } = await made();
    assert.deepEqual(inputs, {
      image: {
        settings: { [api]: { database: { connection: secretly(url) } } },
        drops: {
          [api]: {
            DEFAULT: ["sql_connection"],
            DATABASE: ["sql_connection"],
            sql: ["connection"],
          },
        },
      },
    });
  });

  it("sets the guide's own sql_connection for Juno, and drops nothing", async () => {
    const part = await made(on("juno"));
    assert.deepEqual(part.said("image")?.settings, {
      [api]: { DEFAULT: { sql_connection: secretly(url) } },
    });
    assert.deepEqual(part.said("image")?.drops, {});
  });

  it("writes an IPv6 address in brackets", async () => {
    const part = await made({ host: "fd00::5" });
    assert.match(JSON.stringify(part.said("image")), /@\[fd00::5\]:3306\/glance/);
  });

  it("writes any password so that the server reads the same again", async () => {
    const all = await withAwkwardPasswords(
      (name, password) =>
        new DatabaseConnection(name, { ...args, password: secret(password), user: password }),
    );
    for (const [password, { settings, checks }] of all) {
      const [check] = checks as [{ url: { value: string } }];
      const { username, password: read, host } = new URL(check.url.value);
      // PyMySQL sends it as Latin-1; the server reads those bytes as UTF-8.
      assert.equal(Buffer.from(decodeURIComponent(read), "latin1").toString(), password);
      assert.equal(decodeURIComponent(username), password);
      assert.equal(host, "db.example.org:3306");
      assert.deepEqual(settings, {
        [api]: { database: { connection: secretly(check.url.value) } },
      });
    }
  });
});
