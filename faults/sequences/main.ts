/** Runs random sequences for a bounded time and prints the table: faults/sequences/run says how. */
import { parseArgs } from "node:util";
import fc from "fast-check";
import { lightCloud, machines, samples } from "./light";
import { allMishaps } from "./mishap";
import { isReal, RealClouds, realMachines, realMishaps } from "./real";
import { commandKinds, property, type CommandKind, type Given, type Life } from "./sequences";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "20" },
    seed: { type: "string" },
    path: { type: "string" },
    replay: { type: "string" },
    kinds: { type: "string" },
    most: { type: "string", default: "8" },
    sequences: { type: "string", default: "1000000" },
    cautious: { type: "boolean", default: false },
    real: { type: "boolean", default: false },
    lab: { type: "string", default: "sequences" },
    "no-shrink": { type: "boolean", default: false },
  },
});

const begun = Date.now();
const say = (line: string) => {
  console.error(`sequences: ${((Date.now() - begun) / 1000).toFixed(0)} s: ${line}`);
};

/** A number that an option names. */
function whole(option: "minutes" | "seed" | "most" | "sequences", otherwise = 0): number {
  const given = values[option];
  const number = given === undefined ? otherwise : Number(given);
  if (!Number.isInteger(number)) throw new Error(`--${option} takes a whole number`);
  return number;
}

/** The kinds of commands that are asked for; all where none are. */
function kinds(): readonly CommandKind[] {
  const names =
    values.kinds?.split(",") ?? commandKinds.filter((kind) => !values.real || isReal(kind));
  return names.map((name) => {
    const found = commandKinds.find((kind) => kind === name);
    if (found === undefined) throw new Error(`--kinds: no ${name} in ${commandKinds.join(",")}`);
    return found;
  });
}

const lives: Life[] = [];

const real = new RealClouds(values.lab, say);

/** Where sequences run, and what strikes there. */
const place: Pick<Given, "fresh" | "samples" | "machines" | "mishaps"> = values.real
  ? {
      fresh: () => real.fresh(),
      samples: () => Promise.reject(new Error("real hosts have no reference")),
      machines: realMachines,
      mishaps: realMishaps,
    }
  : {
      fresh: () => lightCloud(machines),
      samples: () => lightCloud(samples),
      machines: Object.keys(machines),
      mishaps: allMishaps,
    };

const given: Given = {
  ...place,
  most: whole("most"),
  kinds: kinds(),
  cautious: values.cautious,
  say,
  lived: (life) => lives.push(life),
};

/** From seed to seed: the generator makes short sequences of neighbours. */
const apart = 0x9e3779b1;

/** What came of one seed. */
interface Found {
  readonly seed: number;
  /** Null where all held. */
  readonly failure: string | null;
}

/** One sequence of each seed, so that a failure hides none that comes later. */
async function main(): Promise<void> {
  const end = begun + whole("minutes") * 60_000;
  const first = whole("seed", begun) >>> 0;
  const found: Found[] = [];
  for (let index = 0; index < whole("sequences") && Date.now() < end; index++) {
    const seed = (first + index * apart) >>> 0; // one that begins with - would be an option
    say(`seed ${seed}`);
    const failure = await failureOf(seed, end - Date.now());
    found.push({ seed, failure });
    if (failure !== null) console.log(`${failure}\n`);
    if (values.path !== undefined) break;
  }
  const failed = found.filter(({ failure }) => failure !== null);
  const sum = (of: (life: Life) => number) => lives.reduce((all, life) => all + of(life), 0);
  const row: readonly (readonly [string, number | string])[] = [
    ["first seed", first],
    ["sequences", found.length],
    ["held", found.length - failed.length],
    ["failed", failed.length],
    ["runs of pulumi", sum(({ runs }) => runs)],
    ["of these struck", sum(({ struck }) => struck)],
    ["seconds", ((Date.now() - begun) / 1000).toFixed(0)],
  ];
  const line = (cells: readonly unknown[]) => `| ${cells.join(" | ")} |`;
  console.log(line(row.map(([name]) => name)));
  console.log(line(row.map(() => "--:")));
  console.log(line(row.map(([, value]) => value)));
  if (failed.length > 0) process.exitCode = 1;
}

/** What is wrong with the sequence of that seed, shrunk as far as the time goes. */
async function failureOf(seed: number, milliseconds: number): Promise<string | null> {
  const details = await fc.check(property(given, values.replay), {
    seed: seed | 0,
    numRuns: 1,
    unbiased: true, // else the first of a run is always a short one
    interruptAfterTimeLimit: milliseconds,
    endOnFailure: values["no-shrink"],
    ...(values.path === undefined ? {} : { path: values.path }),
  });
  // Where the time was up before the sequence's end nothing has failed.
  if (!details.failed || details.counterexample === null) return null;
  const { counterexamplePath, counterexample, errorInstance, numShrinks } = details;
  const error = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return [
    `FAILED: seed ${seed}, path ${counterexamplePath}, shrunk ${numShrinks} times:`,
    fc.stringify(counterexample[0]),
    error,
  ].join("\n");
}

// What an end by a signal would leave behind goes with the process.
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.once(name, () => {
    process.exit(1);
  });
}
main()
  .catch((error: unknown) => {
    console.error(`sequences: ${error instanceof Error ? (error.stack ?? "") : String(error)}`);
    process.exitCode = 1;
  })
  .finally(() => {
    if (values.real) real.down();
  });
