import * as assert from "node:assert/strict";
import {
  databaseUrl,
  osloValue,
  referenceValue,
  transportUrl,
  urlHost,
  urlPart,
} from "../../releases/forms";
import { awkwardPasswords } from "../support/awkward";

describe("osloValue", () => {
  // Each was read back by oslo.config itself when this was written; test/program does so again.
  const table: readonly (readonly [string, string])[] = [
    ["plain", "plain"],
    ["pa$word", "pa$$word"],
    ["$$", "$$$$"],
    ["${name}", "$${name}"],
    ["\\$dollar", "\\\\$dollar"],
    ["\\\\$\\$", "\\\\\\$\\\\$"],
    ["back\\slash", "back\\slash"],
    [" leading", '" leading"'],
    ["trailing ", '"trailing "'],
    ["in side", "in side"],
    ["\u0085next", '"\u0085next"'],
    ["unit\u001f", '"unit\u001f"'],
    ['"', '"""'],
    ["'", `"'"`],
    ['"quoted"', '""quoted""'],
    ["'quoted'", `"'quoted'"`],
    ['"open', '"open'],
    ['close"', 'close"'],
    [`'mixed"`, `'mixed"`],
    ["a%b#c;d@e/f=g[h]", "a%b#c;d@e/f=g[h]"],
    ["пароль 🔑", "пароль 🔑"],
  ];
  for (const [value, written] of table) {
    it(`writes ${JSON.stringify(value)} as ${JSON.stringify(written)}`, () => {
      assert.equal(osloValue(value), written);
    });
  }

  it("is undone by what oslo.config does, for every awkward password", () => {
    for (const password of awkwardPasswords)
      assert.equal(asOsloReads(osloValue(password)), password);
  });
});

describe("referenceValue", () => {
  const table: readonly (readonly [string, string])[] = [
    ["plain", "plain"],
    ["100%", "100%%"],
    ["%(user)s", "%%(user)s"],
    ["pa$word", "pa$word"],
    ['"', '"""'],
    ['"open', '""open"'],
    ["'quoted'", `"'quoted'"`],
    ['close"', 'close"'],
    [" blank", '" blank"'],
    ["blank\t", '"blank\t"'],
    ["#a;b", "#a;b"],
    ["back\\slash", "back\\slash"],
  ];
  for (const [value, written] of table) {
    it(`writes ${JSON.stringify(value)} as ${JSON.stringify(written)}`, () => {
      assert.equal(referenceValue(value), written);
    });
  }

  it("is undone by what glance_store does, for every awkward password", () => {
    for (const password of awkwardPasswords) {
      assert.equal(asGlanceStoreReads(referenceValue(password)), password);
    }
  });
});

describe("URLs", () => {
  it("encode all that is not unreserved", () => {
    assert.equal(urlPart("aZ09-._~"), "aZ09-._~");
    assert.equal(urlPart("!'()*"), "%21%27%28%29%2A");
    assert.equal(urlPart(":/?#[]@ $&+,;=%"), "%3A%2F%3F%23%5B%5D%40%20%24%26%2B%2C%3B%3D%25");
    assert.equal(urlPart("ö🔑"), "%C3%B6%F0%9F%94%91");
    for (const password of awkwardPasswords) {
      assert.equal(decodeURIComponent(urlPart(password)), password);
    }
  });

  it("write an IPv6 host in brackets and any other as it is", () => {
    assert.equal(urlHost("fd00::5"), "[fd00::5]");
    assert.equal(urlHost("10.0.0.5"), "10.0.0.5");
    assert.equal(urlHost("db.example.org"), "db.example.org");
  });

  it("carry a database password as the bytes that PyMySQL sends as Latin-1", () => {
    const written = databaseUrl("zed", {
      host: "h",
      port: 1,
      name: "n",
      user: "u",
      password: "ö%",
    });
    assert.equal(written, "mysql+pymysql://u:%C3%83%C2%B6%25@h:1/n?charset=utf8");
  });

  it("name database and virtual host encoded, too", () => {
    const login = { host: "fd00::5", port: 1, user: "ä", password: "/" };
    assert.equal(
      databaseUrl("zed", { ...login, name: "a/b" }),
      "mysql+pymysql://%C3%A4:%2F@[fd00::5]:1/a%2Fb?charset=utf8",
    );
    assert.equal(
      transportUrl({ ...login, password: "@", virtualHost: "/" }),
      "rabbit://%C3%A4:%40@[fd00::5]:1/%2F",
    );
  });

  it("are the guide's own to Kilo, for the driver of that time, which takes UTF-8", () => {
    const login = { host: "db", port: 3306, name: "glance", user: "glance", password: "ö%/" };
    const guides = "mysql://glance:%C3%B6%25%2F@db/glance";
    assert.equal(databaseUrl("juno", login), guides);
    assert.equal(databaseUrl("kilo", login), guides);
    assert.match(
      databaseUrl("liberty", login),
      /^mysql\+pymysql:.*@db:3306\/glance\?charset=utf8$/,
    );
    assert.equal(
      databaseUrl("juno", { ...login, host: "fd00::5", port: 3307 }),
      guides.replace("@db/", "@[fd00::5]:3307/"),
    );
  });

  it("hand a broker's login with a slash to kombu whole", () => {
    const broker = { host: "h", port: 1, user: "u", password: "a/b", virtualHost: "/" };
    const url = transportUrl(broker);
    assert.equal(url, "kombu+amqp:///u%3Aa%252Fb%40h%3A1%2F%252F");
    assert.equal(decodeURIComponent(url), "kombu+amqp:///u:a%2Fb@h:1/%2F");
  });
});

/** What Python's str.strip takes. */
function stripped(value: string): string {
  return value.replace(/^[\s\x1c-\x1f\x85]+|[\s\x1c-\x1f\x85]+$/g, "");
}

/** oslo.config: strip, one pair of quotes, `\$` as `$$`, then Python's string template. */
function asOsloReads(written: string): string {
  let value = stripped(written);
  const [first = ""] = value;
  if (/["']/.test(first) && value.endsWith(first)) value = value.slice(1, -1);
  const template = value.replaceAll("\\$", () => "$$");
  return template.replace(/\$(\$|[_a-z]\w*|\{[_a-z]\w*\})/gi, (whole, what: string) => {
    assert.equal(what, "$", `${whole} would be replaced by an option`);
    return "$";
  });
}

/** glance_store: strip, `%%`, and one pair of quotes that must be closed. */
function asGlanceStoreReads(written: string): string {
  const value = stripped(written).replace(/%(%?)/g, (_, second: string) => {
    assert.equal(second, "%", "a lone % is a reference");
    return "%";
  });
  const [first = ""] = value;
  if (!/["']/.test(first)) return value;
  assert.ok(value.length > 1 && value.endsWith(first), "the quote is not closed");
  return value.slice(1, -1);
}
