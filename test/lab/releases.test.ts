import type { AnyRelease } from "../../releases/history";
import { TestLab } from "../../lab/session";
import { Journey, steps, type Outcome } from "./journey";
import { releaseTable } from "./releaseTable";

/** A topology a release, or those that TOPOLOGIES names: `TOPOLOGIES="epoxy newest"`. */
const topologies = (process.env.TOPOLOGIES ?? "classic victoria zed epoxy newest").split(/[\s,]+/);

/** Mocha prints nothing of what passed in between: the tables come last. */
const table: string[] = [];
const journeys = new Map<AnyRelease, readonly Outcome[]>();

for (const topology of topologies) {
  describe(`A stack on real hosts of topology ${topology}`, function () {
    const name = `test-${topology}-${process.pid}`;
    let journey: Journey | undefined;

    this.beforeAll(() => {
      journey = Journey.begin(name, topology);
    });
    this.afterAll(() => {
      if (journey !== undefined) {
        table.push(...journey.lines());
        journeys.set(journey.lab.inventory.release, journey.outcomes);
      }
      TestLab.down(name);
    });

    for (const step of steps) {
      it(step.name, async function () {
        if (journey === undefined || journey.failed) this.skip();
        await journey.take(step);
      });
    }
  });
}

after(function () {
  // The packages are fetched where nobody has yet.
  console.error(
    "\n| topology | release | glance-api | step | | seconds |\n| - | - | - | - | - | - |",
  );
  console.error(table.join("\n"));
  console.error(`\nReleases by procedure:\n\n${releaseTable(journeys).join("\n")}`);
});
