import * as assert from "node:assert/strict";
import { history } from "../../releases/release";
import { versions } from "../../releases/versions";

describe("versions", () => {
  it("are those that Glance and Nova were released with", () => {
    // As of the releases' own pages, releases.openstack.org.
    const glance = { juno: "2014.2", kilo: "2015.1", liberty: "11", pike: "15", ussuri: "20" };
    const later = { victoria: "21", zed: "25", "2023.1": "26", "2025.1": "30", "2026.1": "32" };
    for (const [release, version] of Object.entries({ ...glance, ...later })) {
      assert.equal((versions("glance") as Record<string, string>)[release], version, release);
    }
    const { juno, kilo, ocata, pike, zed } = versions("nova");
    assert.deepEqual([juno, kilo, ocata, pike, zed], ["2014.2", "2015.1", "15", "16", "26"]);
  });

  it("tell each release, and no two alike", () => {
    for (const service of ["glance", "nova"] as const) {
      const known = versions(service);
      assert.deepEqual(Object.keys(known), [...history]);
      assert.equal(new Set(Object.values(known)).size, history.length);
    }
  });
});
