import * as assert from "node:assert/strict";
import { refusal, type BadConfiguration } from "./case";
import { handPicked } from "./cases";
import { generated } from "./generated";
import { record } from "./record";

const all: readonly BadConfiguration[] = [...handPicked, ...generated()];

describe("A bad configuration is refused before anything is contacted:", () => {
  for (const group of new Set(all.map((each) => each.group))) {
    describe(group, () => {
      for (const each of all.filter((one) => one.group === group)) {
        it(each.what, () => {
          const error = refusal(each);
          record({ group, what: each.what, caught: "preview", error });
        });
      }
    });
  }

  it("in a hundred ways at least, each of its own", () => {
    const names = all.map(({ group, what }) => `${group}: ${what}`);
    assert.equal(new Set(names).size, names.length, "two cases are called alike");
    assert.ok(names.length >= 100, `${names.length} cases`);
  });
});
