import assert from "node:assert/strict";
import fc from "fast-check";
import { lightCloud, machines, samples } from "../../faults/sequences/light";
import { allMishaps } from "../../faults/sequences/mishap";
import { Reference } from "../../faults/sequences/reference";
import { Destroy, Up } from "../../faults/sequences/running";
import { commandKinds, lives, property, type Life } from "../../faults/sequences/sequences";

/** Needs the tool chain on PATH, as `test/run light` puts it there. */
describe("a stack's life", function () {
  const given = {
    fresh: () => lightCloud(machines),
    samples: () => lightCloud(samples),
    machines: Object.keys(machines),
    cautious: false,
    say: () => undefined,
  };

  it("leaves every machine what it must be, through changes, a rename and faults", async () => {
    const all: Life[] = [];
    const lived = (life: Life) => all.push(life);
    const any = property({ ...given, most: 6, kinds: commandKinds, mishaps: allMishaps, lived });
    const details = await fc.check(any, { seed, numRuns: 1, unbiased: true, endOnFailure: true });
    assert.ok(!details.failed, String(details.errorInstance));
    // The seed was chosen for what is in it; another version of fast-check may make another.
    const [life] = all;
    assert.ok(life !== undefined && life.struck > 0 && life.runs > 2, JSON.stringify(all));
    assert.match(life.what, /rename a host/);
  });

  for (const kind of ["killed program", "Ctrl-C", "Ctrl-C twice"] as const) {
    it(`is whole after an up that follows a destroy that ${kind} has ended`, async () => {
      const all: Life[] = [];
      const lived = (life: Life) => all.push(life);
      const broken = new Destroy({ kind, machine: 0, number: 10 });
      await lives({ ...given, lived }, reference, [new Up(null), broken, new Up(null)]);
      assert.equal(all[0]?.struck, 1);
    });
  }

  const reference = new Reference(given.samples);
});

/** `up`, a rename, an `up` that a fault strikes, another `up`, and the end. */
const seed = 589751647;
