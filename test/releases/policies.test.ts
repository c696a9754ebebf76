import * as assert from "node:assert/strict";
import { parse } from "yaml";
import {
  locationPolicy,
  onlyMembersAddImages,
  policyHidesLocations,
} from "../../releases/policies";
import { history } from "../../releases/history";

const restricted = "role:admin or role:service";
const forServices = `${restricted} or rule:service_api`;
const setAndDelete = { set_image_location: restricted, delete_image_location: restricted };

describe("The policy on locations", () => {
  it("lets nobody but administrators and services change them, in any release", () => {
    for (const release of history) {
      const rules = parse(locationPolicy(release, false).content) as Record<string, string>;
      for (const name of Object.keys(setAndDelete)) assert.equal(rules[name], restricted, release);
    }
  });

  it("leaves seeing them to Ocata's users, as whom Nova reads them", () => {
    assert.deepEqual(parse(locationPolicy("ocata", false).content), setAndDelete);
    assert.deepEqual(parse(locationPolicy("pike", false).content), {
      ...setAndDelete,
      get_image_location: restricted,
    });
  });

  it("leaves the location API of 2024.2 to them and to services that speak for a user", () => {
    for (const release of history) {
      const rules = parse(locationPolicy(release, false).content) as Record<string, string>;
      const has = history.indexOf(release) >= history.indexOf("2024.2");
      assert.equal(rules.add_image_location, has ? forServices : undefined, release);
      // It is for services alone already: a rule of ours would let in more.
      assert.equal(rules.fetch_image_location, undefined, release);
    }
  });

  it("is JSON up to Victoria, and YAML since Wallaby", () => {
    const { path, content } = locationPolicy("victoria", false);
    assert.equal(path, "policy.d/50-pulumi-glance.json");
    assert.equal(Object.keys(JSON.parse(content) as object).length, 3);
    assert.equal(locationPolicy("wallaby", false).path, "policy.d/50-pulumi-glance.yaml");
  });

  it("hides them where Nova does not need them and Glance still asks", () => {
    const hiding = history.filter((release) => policyHidesLocations(release, false));
    assert.deepEqual([hiding[0], hiding.at(-1)], ["pike", "wallaby"]);
    assert.deepEqual(
      history.filter((release) => policyHidesLocations(release, true)),
      [],
    );
  });

  it("lets users see them in any release where Nova asks as the user", () => {
    for (const release of history) {
      const { add_image_location: _, ...rules } = parse(
        locationPolicy(release, true).content,
      ) as Record<string, string>;
      assert.deepEqual(rules, setAndDelete, release);
    }
  });

  it("let only members add images since 2023.1, and since Wallaby where the new defaults are on", () => {
    const first = (enforced: boolean | undefined) =>
      history.find((release) => onlyMembersAddImages(release, enforced));
    assert.equal(first(undefined), "2023.1");
    assert.equal(first(true), "wallaby");
    assert.equal(first(false), undefined);
  });
});
