import { TestLab } from "../support/lab";
import { Journey, steps } from "./journey";

/** A topology a release, or those that TOPOLOGIES names: `TOPOLOGIES="epoxy newest"`. */
const topologies = (process.env.TOPOLOGIES ?? "victoria zed epoxy newest").split(/[\s,]+/);

/** Mocha prints nothing of what passed in between: the table comes last. */
const table: string[] = [];

for (const topology of topologies) {
  describe(`A stack on real hosts of topology ${topology}`, function () {
    this.timeout(1_800_000);
    const name = `test-${topology}-${process.pid}`;
    let journey: Journey | undefined;

    this.beforeAll(() => {
      journey = Journey.begin(name, topology);
    });
    this.afterAll(() => {
      table.push(...(journey?.lines() ?? []));
      TestLab.down(name);
    });

    for (const step of steps) {
      it(step.name, function () {
        if (journey === undefined || journey.failed) this.skip();
        journey.take(step);
      });
    }
  });
}

after(() => {
  console.error(
    "\n| topology | release | glance-api | step | | seconds |\n| - | - | - | - | - | - |",
  );
  console.error(table.join("\n"));
});
