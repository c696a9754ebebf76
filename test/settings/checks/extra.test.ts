import * as assert from "node:assert/strict";
import { Secret, type MaybeSecret } from "../../../settings/secret";
import { opened } from "../../support/opened";
import { extraProblems, extraSettings, plainSecretOptions } from "../../../settings/checks/extra";

const path = "extra";
const messages = (fragment: string) => extraProblems(fragment, path).map(({ message }) => message);

describe("extraSettings", () => {
  it("reads sections, and keys before any section as DEFAULT's", () => {
    assert.deepEqual(extraSettings("workers = 4\n[oslo_limit]\nendpoint_id=5\n[DEFAULT]\na = b"), {
      DEFAULT: { workers: "4", a: "b" },
      oslo_limit: { endpoint_id: "5" },
    });
  });

  it("makes a secret of each value of a secret fragment", () => {
    const read = extraSettings(new Secret("[a]\nb = canary\nc = 1"));
    assert.deepEqual(opened(read), { a: { b: { secret: "canary" }, c: { secret: "1" } } });
  });

  it("keeps true, false, null, numbers and nothing as the text that they are", () => {
    const fragment = "a = true\nb = false\nc = null\nd = 007\ne = 1.50\nf =\ng = True\nh = 1e3";
    assert.deepEqual(extraSettings(fragment), {
      DEFAULT: {
        a: "true",
        b: "false",
        c: "null",
        d: "007",
        e: "1.50",
        f: "",
        g: "True",
        h: "1e3",
      },
    });
  });

  it("takes a dot in a section for a part of its name, whatever else there is", () => {
    assert.deepEqual(extraSettings("[a.b.c]\nx = 1\n[a.b]\ny = 2\n[a]\nb = 3\n"), {
      "a.b.c": { x: "1" },
      "a.b": { y: "2" },
      a: { b: "3" },
    });
  });

  it("names sections as oslo.config knows them: in small letters, and DEFAULT in capitals", () => {
    assert.deepEqual(extraSettings("[Database]\nA = 1\n[DATABASE]\nb = 2\n[DEFAULT]\nc = 3"), {
      database: { A: "1", b: "2" },
      DEFAULT: { c: "3" },
    });
  });

  it("tells a key from a section of the same name", () => {
    assert.deepEqual(extraSettings("swift = 1\n[swift]\nx = 2"), {
      DEFAULT: { swift: "1" },
      swift: { x: "2" },
    });
  });

  it("keeps an = in a value, blanks within it, and a key with a colon or a dot", () => {
    assert.deepEqual(extraSettings("a = b = c  d\nk:l.m = n"), {
      DEFAULT: { a: "b = c  d", "k:l.m": "n" },
    });
  });

  it("passes over comments, empty lines and empty sections", () => {
    assert.deepEqual(extraSettings("# one\n; two\n\n[empty]\n[a]\r\nb = c\r\n"), { a: { b: "c" } });
    assert.deepEqual(extraSettings(""), {});
    assert.deepEqual(extraSettings("\n \n"), {});
  });

  it("is done no harm by names that JavaScript's objects know", () => {
    const read = extraSettings(
      "[__proto__]\npolluted = 1\n[constructor]\npolluted = 2\n[a.__proto__]\npolluted = 3\n[b]\n__proto__ = 4\ntoString = 5\n",
    );
    assert.deepEqual(Object.keys(read).sort(), ["a.__proto__", "b", "constructor"]);
    assert.deepEqual(Object.entries(read.b ?? {}), [["toString", "5"]]);
    assert.ok(!("polluted" in {}));
    assert.ok(!("polluted" in Object));
  });
});

describe("plainSecretOptions", () => {
  const given = ["extra", "glance-api.conf"];
  const found = (fragment: MaybeSecret) => plainSecretOptions(fragment, given);

  it("finds all options for secrets, in one problem", () => {
    const [problem, ...others] = found("admin_token = canary\n[a]\nworkers = 4\npassword = canary");
    assert.deepEqual(others, []);
    assert.equal(problem?.path, 'extra["glance-api.conf"]');
    assert.match(problem.message, /^sets \[DEFAULT\] admin_token, \[a\] password, which /);
    assert.ok(!problem.message.includes("canary"));
  });

  it("finds none in a fragment that came encrypted", () => {
    assert.deepEqual(found(new Secret("[a]\npassword = canary")), []);
  });

  it("lets options be that only speak of secrets, tokens and keys", () => {
    const harmless =
      "[keystone_authtoken]\ntoken_cache_time = 9\nmemcache_security_strategy = NONE\nkeyfile = /k\nservice_token_roles = a\n[DEFAULT]\nmax_header_line = 9\nkey_file = /k\nproperty_protection_file = /p\n[cinder]\ncinder_store_user_name = a\n[s3]\ns3_store_bucket = b";
    assert.deepEqual(found(harmless), []);
  });
});

describe("extraProblems", () => {
  it("finds none in what oslo.config reads as it is written", () => {
    const fragment = "# c\n; c\nworkers = 4\n\n[a.b]\nurl = http://h:1/?x=%41&y=$z\nlist = a,b\n";
    assert.deepEqual(extraProblems(fragment, path), []);
  });

  const table: readonly (readonly [string, string, string])[] = [
    ["a double quote", 'a = "b"', "line 1 holds a quote"],
    ["a single quote", "a = it's", "line 1 holds a quote"],
    ["a backslash", "a = b\\n", "line 1 holds a quote, backslash"],
    ["a comment after a value", "a = b # c", "line 1 holds a quote, backslash, ; or #"],
    ["a semicolon", "a = b;c", "line 1 holds a quote, backslash, ; or #"],
    ["a repeated key", "[a]\nb = 1\n[c]\nb = 2\n[a]\nb = 3", "line 6 sets [a] b again"],
    ["a key again in other letters of its section", "[a]\nb = 1\n[A]\nb = 2", "line 4 sets [A] b"],
    ["DEFAULT in other letters", "[default]\na = 1", "line 1 names another section than [DEFAULT]"],
    ["a key without equals", "[a]\nworkers 4", "line 2 is neither [section] nor key = value"],
    ["a colon for an equals", "workers: 4", "line 1 is neither"],
    ["a list's brackets", "a[] = 1", "line 1 is neither"],
    ["an open section", "[a", "line 1 is neither"],
    ["a section with more after it", "[a] b", "line 1 is neither"],
    ["no key", "= 1", "line 1 is neither"],
    ["a continuation", "a = b\n  c = d", "line 2 begins with a blank"],
    ["an indented section", "a = b\n [c]\nd = e", "line 2 begins with a blank"],
    ["a section __proto__", "[__proto__]", "line 1 names a section that no service reads"],
    ["a section constructor", "[constructor]", "line 1 names a section that no service reads"],
    ["a key __proto__", "__proto__ = 1", "line 1 sets a key that no service reads"],
  ];
  for (const [what, fragment, expected] of table) {
    it(`finds ${what}`, () => {
      const [message = "", ...others] = messages(fragment);
      assert.deepEqual(others, []);
      assert.ok(message.startsWith(expected), message);
    });
  }

  it("finds all of them at once, each with its line", () => {
    const lines = messages('x\na = "\n[b]\nc = 1\nc = 2').map((message) => message.slice(0, 6));
    assert.deepEqual(lines, ["line 1", "line 2", "line 5"]);
  });

  it("repeats no value, which might be a secret", () => {
    for (const message of messages('canary\na = "canary"\nb = canary\nb = canary')) {
      assert.ok(!message.includes("canary"), message);
    }
  });
});
