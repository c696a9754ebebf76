import * as assert from "node:assert/strict";
import * as features from "../../releases/features";
import { lacks, offers, type Feature } from "../../releases/features";
import { history, type AnyRelease } from "../../releases/history";

const all = Object.entries(features).flatMap(([name, member]: [string, unknown]) =>
  isFeature(member) ? [[name, member] as const] : [],
);

/** The first release that has it, and the newest. */
const span = (feature: Feature): readonly (AnyRelease | undefined)[] => {
  const having = history.filter((release) => offers(feature, release));
  const [first] = having;
  const last = having.at(-1);
  // Nothing that was lost has come back.
  assert.deepEqual(having, history.slice(history.indexOf(first ?? "juno")).slice(0, having.length));
  return [first, last];
};

describe("The features", () => {
  it("are there from one release to another", () => {
    assert.deepEqual(Object.fromEntries(all.map(([name, feature]) => [name, span(feature)])), {
      registry: ["juno", "ussuri"],
      apiV1: ["juno", "queens"],
      identityV2: ["juno", "pike"],
      identityV3: ["kilo", "2026.2"],
      swiftDomains: ["liberty", "2026.2"],
      storeChoice: ["train", "2026.2"],
      evenSegments: ["2025.2", "2026.2"],
      databaseCheck: ["rocky", "2026.2"],
    });
  });

  it("say which release lost one, and what serves instead", () => {
    assert.equal(
      lacks(features.identityV2, "zed"),
      "zed no longer has Keystone's API v2.0, gone since queens. End the URL in /v3.",
    );
    assert.equal(
      lacks(features.registry, "victoria"),
      "victoria no longer has glance-registry, gone since victoria. Leave api.registry out: glance-api speaks to the database itself.",
    );
  });

  it("say of a release before one only that it is not there yet", () => {
    assert.equal(lacks(features.identityV3, "juno"), "juno does not have Keystone's API v3 yet");
  });

  it("say for every loss what serves instead, and where the guide has the thing", () => {
    for (const [name, { guide, title, releases }] of all) {
      assert.match(guide, /^procedures? \d/, name);
      assert.notEqual(title, "");
      for (const entry of Object.values(releases)) {
        if (entry !== "there") assert.match(entry.instead, /\.$/, name);
      }
    }
  });
});

function isFeature(member: unknown): member is Feature {
  return typeof member === "object" && member !== null && "releases" in member;
}
