import assert from "node:assert/strict";
import fc from "fast-check";
import { lightCloud, machines, samples } from "../../faults/sequences/light";
import { commandKinds, property } from "../../faults/sequences/sequences";

/** Needs the tool chain on PATH, as `test/run light` puts it there. */
describe("a stack's life", function () {
  this.timeout(600_000);

  it("leaves every machine what it must be, through changes, a rename and faults", async () => {
    const lived: string[] = [];
    const lives = property({
      fresh: () => lightCloud(machines),
      samples: () => lightCloud(samples),
      machines: Object.keys(machines),
      most: 6,
      kinds: commandKinds,
      cautious: false,
      say: (line) => lived.push(line),
    });
    const details = await fc.check(lives, { seed, numRuns: 1, unbiased: true, endOnFailure: true });
    assert.ok(!details.failed, String(details.errorInstance));
    // The seed was chosen for these; another version of fast-check may make others of it.
    assert.match(lived.join(), /up, .* of machine.*rename a host.*up/);
  });
});

const seed = 1;
