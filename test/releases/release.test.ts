import * as assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { catalogue } from "../../releases/catalogue";
import { history, type AnyRelease } from "../../releases/history";
import {
  called,
  everCalled,
  gone,
  has,
  place,
  SettingGone,
  type Meaning,
} from "../../releases/release";

const meanings: readonly (readonly [string, Meaning])[] = catalogue.map(({ name, meaning }) => [
  name,
  meaning,
]);

/** file [section] key of a meaning in a release. */
const where = (meaning: Meaning, release: AnyRelease) => {
  const { file, section, key } = place(meaning, release);
  return `${file} [${section}] ${key}`;
};

const example: Meaning = {
  title: "example",
  guide: "procedure 0",
  file: "glance-api.conf",
  names: {
    kilo: called("DEFAULT/old"),
    pike: called("new/name", "DEFAULT/old", "other/with/slash"),
    zed: gone("Write a letter."),
  },
};

describe("place", () => {
  it("changes at the very release that a statement begins or ends with", () => {
    assert.equal(where(example, "kilo"), "glance-api.conf [DEFAULT] old");
    assert.equal(where(example, "ocata"), "glance-api.conf [DEFAULT] old");
    assert.equal(where(example, "pike"), "glance-api.conf [new] name");
    assert.equal(where(example, "yoga"), "glance-api.conf [new] name");
  });

  it("names the older options to drop, each with its file, section and key", () => {
    const { supersedes } = place(example, "pike");
    assert.deepEqual(supersedes, [
      { file: "glance-api.conf", section: "DEFAULT", key: "old" },
      { file: "glance-api.conf", section: "other", key: "with/slash" },
    ]);
    assert.deepEqual(place(example, "kilo").supersedes, []);
  });

  it("says which release lost a setting and what serves instead", () => {
    assert.throws(() => place(example, "2024.1"), {
      message: "2024.1 no longer has example (procedure 0), gone since zed. Write a letter.",
    });
    assert.throws(() => place(example, "zed"), SettingGone);
  });

  it("says of a release before the first statement only that it does not have the setting", () => {
    assert.throws(() => place(example, "juno"), {
      message: "juno does not have example (procedure 0) yet",
    });
  });
});

describe("has", () => {
  it("is whether a release has a place", () => {
    assert.deepEqual(
      history.filter((release) => has(example, release)),
      history.slice(history.indexOf("kilo"), history.indexOf("zed")),
    );
  });
});

describe("everCalled", () => {
  const names = (release: AnyRelease) =>
    everCalled(example, release).map(({ section, key }) => `${section}/${key}`);

  it("has every name up to the release, the newest first and each once", () => {
    assert.deepEqual(names("juno"), []);
    assert.deepEqual(names("ocata"), ["DEFAULT/old"]);
    assert.deepEqual(names("yoga"), ["new/name", "DEFAULT/old", "other/with/slash"]);
  });

  it("has them still where the setting is gone", () => {
    assert.deepEqual(names("2024.1"), names("yoga"));
  });
});

describe("The meanings", () => {
  it("are all found, of every file of releases/meanings", () => {
    const files = readdirSync(join(__dirname, "..", "..", "releases", "meanings"));
    const modules = new Set(catalogue.map(({ module }) => `${module}.ts`));
    assert.deepEqual([...modules].sort(), files.sort());
    assert.ok(meanings.length >= 45, `${meanings.length}`);
  });

  it("say their names in the releases' order, each a section and a key", () => {
    for (const [name, { names }] of meanings) {
      const order = Object.keys(names).map((release) => history.indexOf(release as AnyRelease));
      assert.deepEqual(
        order,
        [...order].sort((one, other) => one - other),
        name,
      );
      for (const entry of Object.values(names)) {
        if ("name" in entry) assert.match(entry.name, /^[\w-]+\/[\w-]+$/, name);
        else assert.match(entry.instead, /\.$/, name);
      }
    }
  });

  it("never drop what they set in the same release", () => {
    for (const [name, meaning] of meanings) {
      for (const release of history.filter((one) => has(meaning, one))) {
        const { supersedes, ...option } = place(meaning, release);
        for (const older of supersedes) assert.notDeepEqual(older, option, `${name} in ${release}`);
      }
    }
  });

  /** Of two such a stack says one, and the other must not stand beside it. */
  const alternatives = new Set(["authProject", "authProjectId", "authTenant"]);
  const isAlternative = (...names: readonly (string | undefined)[]) =>
    names.every((name) => alternatives.has(name?.split(".")[1] ?? ""));

  it("never drop what another of the same release sets", () => {
    for (const release of history) {
      const there = meanings.filter(([, meaning]) => has(meaning, release));
      const set = new Map(there.map(([name, meaning]) => [where(meaning, release), name]));
      for (const [name, meaning] of there) {
        for (const { file, section, key } of place(meaning, release).supersedes) {
          const setter = set.get(`${file} [${section}] ${key}`);
          if (isAlternative(name, setter)) continue;
          assert.equal(setter, undefined, `${name} drops what ${setter} sets in ${release}`);
        }
      }
    }
  });

  it("stand in places of their own", () => {
    for (const release of history) {
      const places = meanings
        .filter(([, meaning]) => has(meaning, release))
        .map(([, meaning]) => where(meaning, release));
      assert.equal(new Set(places).size, places.length, release);
    }
  });

  it("drop every name that the guide itself writes and Zed does not read", () => {
    const dropped = new Set(
      meanings
        .filter(([, meaning]) => has(meaning, "zed"))
        .flatMap(([, meaning]) => place(meaning, "zed").supersedes)
        .map(({ section, key }) => `${section}/${key}`),
    );
    for (const name of [
      "DEFAULT/sql_connection",
      "keystone_authtoken/auth_host",
      "keystone_authtoken/auth_port",
      "keystone_authtoken/auth_protocol",
      "keystone_authtoken/auth_uri",
      "keystone_authtoken/admin_tenant_name",
      "keystone_authtoken/admin_user",
      "keystone_authtoken/admin_password",
      "DEFAULT/default_store",
      "DEFAULT/swift_store_auth_address",
      "DEFAULT/swift_store_user",
      "DEFAULT/swift_store_key",
      "DEFAULT/swift_store_container",
      "DEFAULT/swift_store_create_container_on_put",
      "DEFAULT/notification_driver",
      "DEFAULT/rabbit_host",
      "DEFAULT/rabbit_port",
      "DEFAULT/rabbit_userid",
      "DEFAULT/rabbit_password",
      "DEFAULT/rabbit_virtual_host",
      "DEFAULT/filesystem_store_metadata_file",
    ]) {
      assert.ok(dropped.has(name), name);
    }
  });
});
