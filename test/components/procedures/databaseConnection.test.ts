import { secretly } from "../../support/mocks";
import * as assert from "node:assert/strict";
import { secretInput } from "../../../host/document/secretInput";
import { DatabaseConnection } from "../../../components/procedures/databaseConnection";
import { spoken, withAwkwardPasswords } from "../../support/procedure";
import { api, on, registry, withRegistry, zed } from "../../support/target";

const args = {
  ...zed,
  host: "db.example.org",
  port: 3306,
  name: "glance",
  user: "glance",
  password: secretInput("pa/ss"),
};

const made = (changes: object = {}) =>
  spoken(() => new DatabaseConnection("database", { ...args, ...changes }));

const registryProbe = {
  kind: "tcp",
  host: "127.0.0.1",
  port: 9191,
  unit: "glance-registry.service",
  timeoutSeconds: 60,
};

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
      health: [],
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

  it("sets the guide's own sql_connection for Juno in both files, and drops nothing", async () => {
    const guides = secretly("mysql://glance:pa%2Fss@db.example.org/glance");
    const part = await made(withRegistry("juno"));
    assert.deepEqual(part.said("image"), {
      settings: {
        [api]: { DEFAULT: { sql_connection: guides } },
        [registry]: { DEFAULT: { sql_connection: guides } },
      },
      drops: {},
      checks: [{ kind: "database", url: guides }],
      units: { "glance-registry.service": [registry], "glance-api.service": [api] },
      health: [registryProbe],
      secrets: [secretly("pa/ss")],
    });
  });

  it("says the port in the guide's form of the URL only where it is another", async () => {
    const part = await made({ ...on("kilo"), host: "fd00::5", port: 3307 });
    assert.match(JSON.stringify(part.said("image")), /"mysql:\/\/[^"]*@\[fd00::5\]:3307\/glance"/);
  });

  for (const release of ["kilo", "pike", "ussuri"] as const) {
    it(`drops older names from the registry's file, too, in ${release}`, async () => {
      const { settings, drops } = (await made(withRegistry(release))).said("image") as {
        settings: Record<string, unknown>;
        drops: Record<string, unknown>;
      };
      assert.deepEqual(Object.keys(settings), [api, registry]);
      assert.deepEqual(settings[registry], settings[api]);
      assert.deepEqual(drops[registry], {
        DEFAULT: ["sql_connection"],
        DATABASE: ["sql_connection"],
        sql: ["connection"],
      });
      assert.deepEqual(drops[registry], drops[api]);
    });
  }

  it("restarts the registry before the API, which asks it, and waits until it listens", async () => {
    const { units, health } = (await made(withRegistry("pike"))).said("image") as {
      units: object;
      health: unknown;
    };
    assert.deepEqual(Object.keys(units), ["glance-registry.service", "glance-api.service"]);
    assert.deepEqual(health, [registryProbe]);
  });

  it("writes an IPv6 address in brackets", async () => {
    const part = await made({ host: "fd00::5" });
    assert.match(JSON.stringify(part.said("image")), /@\[fd00::5\]:3306\/glance/);
  });

  it("writes any password so that the server reads the same again", async () => {
    const all = await withAwkwardPasswords(
      (name, password) =>
        new DatabaseConnection(name, { ...args, password: secretInput(password), user: password }),
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
