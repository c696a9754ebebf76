import assert from "node:assert/strict";
import fc from "fast-check";
import { lightCloud, machines, samples } from "../../faults/sequences/light";
import { allMishaps } from "../../faults/sequences/mishap";
import { commandKinds, property, type Life } from "../../faults/sequences/sequences";

/** Needs the tool chain on PATH, as `test/run light` puts it there. */
describe("a stack's life", function () {
  it("leaves every machine what it must be, through changes, a rename and faults", async () => {
    const all: Life[] = [];
    const lives = property({
      fresh: () => lightCloud(machines),
      samples: () => lightCloud(samples),
      machines: Object.keys(machines),
      most: 6,
      kinds: commandKinds,
      mishaps: allMishaps,
      cautious: false,
      say: () => undefined,
      lived: (life) => all.push(life),
    });
    const details = await fc.check(lives, { seed, numRuns: 1, unbiased: true, endOnFailure: true });
    assert.ok(!details.failed, String(details.errorInstance));
    // The seed was chosen for what is in it; another version of fast-check may make another.
    const [life] = all;
    assert.ok(life !== undefined && life.struck > 0 && life.runs > 2, JSON.stringify(all));
    assert.match(life.what, /rename a host/);
  });
});

/** `up`, a rename, an `up` that a fault strikes, another `up`, and the end. */
const seed = 589751647;
