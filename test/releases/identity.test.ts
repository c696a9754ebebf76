import * as assert from "node:assert/strict";
import { history } from "../../releases/history";
import {
  identityVersion,
  isProjectId,
  swiftReferenceKeys,
  urlParts,
  tokenInterface,
} from "../../releases/identity";

describe("identityVersion", () => {
  for (const [url, version] of [
    ["http://10.0.0.5:5000/v2.0", "2"],
    ["http://10.0.0.5:5000/v2.0/", "2"],
    ["https://example.org/identity/v2.0", "2"],
    ["http://10.0.0.5:5000/v3", "3"],
    ["http://10.0.0.5:5000/v3/", "3"],
    ["http://10.0.0.5:5000", "3"],
    ["http://v2.0.example.org:5000/v3", "3"],
    ["http://10.0.0.5:5000/v2.0/tokens", "3"],
    ["http://10.0.0.5:5000/v2x0", "3"],
  ] as const) {
    it(`is ${version} for ${url}`, () => {
      assert.equal(identityVersion(url), version);
    });
  }
});

describe("isProjectId", () => {
  it("takes for an id what Keystone makes, and nothing else", () => {
    assert.ok(isProjectId("0123456789abcdef0123456789abcdef"));
    assert.ok(!isProjectId("0123456789ABCDEF0123456789ABCDEF"));
    assert.ok(!isProjectId("0123456789abcdef0123456789abcde"));
    assert.ok(!isProjectId("services"));
  });
});

describe("urlParts", () => {
  for (const [url, protocol, host, port] of [
    ["http://10.0.0.5:35357/v2.0", "http", "10.0.0.5", "35357"],
    ["https://keystone.example.org:5000/v2.0/", "https", "keystone.example.org", "5000"],
    ["http://keystone.example.org/v2.0", "http", "keystone.example.org", "80"],
    ["https://keystone.example.org/v2.0", "https", "keystone.example.org", "443"],
    // What a URL's parser leaves out, since it is the scheme's own.
    ["http://keystone.example.org:80/v2.0", "http", "keystone.example.org", "80"],
    ["http://[fd00::5]:35357/v2.0", "http", "fd00::5", "35357"],
    ["https://[fd00::5]/v2.0", "https", "fd00::5", "443"],
  ] as const) {
    it(`are those of ${url}`, () => {
      assert.deepEqual(urlParts(url), { protocol, host, port });
    });
  }
});

describe("swiftReferenceKeys", () => {
  const account = {
    authUrl: "http://10.0.0.5:5000/v3",
    project: "services",
    user: "swift",
    domain: "Default",
  };
  const login = { user: "services:swift", auth_address: "http://10.0.0.5:5000/v3" };

  it("are user and URL alone in Kilo, whatever the version", () => {
    assert.deepEqual(swiftReferenceKeys("kilo", account), login);
  });

  it("say version and domains from Liberty on", () => {
    for (const release of history.slice(history.indexOf("liberty"))) {
      assert.deepEqual(swiftReferenceKeys(release, { ...account, domain: "Stores" }), {
        ...login,
        auth_version: "3",
        user_domain_name: "Stores",
        project_domain_name: "Stores",
      });
    }
  });

  it("know no domains where the URL is the API v2.0's", () => {
    const authUrl = "http://10.0.0.5:5000/v2.0/";
    assert.deepEqual(swiftReferenceKeys("pike", { ...account, authUrl }), {
      user: "services:swift",
      auth_address: authUrl,
      auth_version: "2",
    });
  });

  it("write every value in the reference file's form", () => {
    const odd = { ...account, project: "100%", user: "s%", domain: " D" };
    assert.deepEqual(swiftReferenceKeys("zed", odd), {
      user: "100%%:s%%",
      auth_address: login.auth_address,
      auth_version: "3",
      user_domain_name: '" D"',
      project_domain_name: '" D"',
    });
  });

  it("knows by which endpoint a release's services check tokens, as keystonemiddleware has it", () => {
    const interfaces = history.map(tokenInterface);
    assert.equal(interfaces[0], null);
    assert.deepEqual([...new Set(interfaces.slice(1))], ["admin", "internal"]);
    assert.equal(tokenInterface("ussuri"), "admin");
    assert.equal(tokenInterface("victoria"), "internal");
  });
});
