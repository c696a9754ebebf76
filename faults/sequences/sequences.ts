/** Random sequences of commands on a stack, from a seed, shrunk where one fails. */
import fc from "fast-check";
import type { Cloud } from "./cloud";
import { Add, ByHand, Change, Move, Region, Remove, Rename, Store } from "./editing";
import type { Mishap } from "./mishap";
import { Reference } from "./reference";
import { Destroy, Look, Up, UpAgain } from "./running";
import { Stack } from "./stack";
import { model, World, type Model } from "./world";

/** Which sequences are run, and on what. */
export interface Given {
  /** Machines that no stack has seen. */
  readonly fresh: () => Promise<Cloud>;
  /** One machine of each kind that there is, to see what a stack makes of it. */
  readonly samples: () => Promise<Cloud>;
  readonly machines: readonly string[];
  /** The longest sequence. */
  readonly most: number;
  /** What they are made of. */
  readonly kinds: readonly CommandKind[];
  /** What strikes the disturbed ones. */
  readonly mishaps: readonly Mishap["kind"][];
  /** Whether the operator runs `up --refresh` after a run that failed. */
  readonly cautious: boolean;
  readonly say: (line: string) => void;
  /** Is told of each sequence at its end. */
  readonly lived: (life: Life) => void;
}

/** What a sequence was. */
export interface Life {
  readonly what: string;
  /** How often pulumi ran, and how often something struck it. */
  readonly runs: number;
  readonly struck: number;
}

export type Command = fc.AsyncCommand<Model, World>;

/** Operations of a first run and of an undo are fewer than these. */
const operations = 90;

/** Sequences as a property that holds or does not. */
export function property(given: Given, replayPath = ""): fc.IAsyncProperty<[Iterable<Command>]> {
  const reference = new Reference(given.samples);
  const options = {
    maxCommands: given.most,
    size: "max" as const,
    ...(replayPath === "" ? {} : { replayPath }),
  };
  return fc.asyncProperty(fc.commands([command(given)], options), (commands) =>
    lives(given, reference, commands),
  );
}

/** A stack's life: the commands, then its end, after which all is as before. */
export async function lives(
  given: Pick<Given, "fresh" | "machines" | "cautious" | "say" | "lived">,
  reference: Reference,
  commands: Iterable<Command>,
): Promise<void> {
  const begun = Date.now();
  const cloud = await given.fresh();
  try {
    const stack = await Stack.make(cloud);
    const world = new World(cloud, stack, reference, given.cautious);
    const error = await failureOf(world, given.machines, commands);
    const { runs, struck } = world.count;
    const what = `${fc.stringify(commands)}: ${error === null ? "held" : "FAILED"}`;
    given.lived({ what, runs, struck });
    const seconds = ((Date.now() - begun) / 1000).toFixed(0);
    given.say(`${what}, ${seconds} s${error === null ? "" : `: ${firstLine(error)}`}`);
    await stack.remove();
    if (error !== null) throw error;
  } finally {
    await cloud.stop();
  }
}

/** What a life ends with other than as it must; null where all holds. */
async function failureOf(
  world: World,
  machines: readonly string[],
  commands: Iterable<Command>,
): Promise<Error | null> {
  const [first = "", second = ""] = machines;
  const hosts = { image1: first, image2: second };
  const start = model({ hosts, region: "RegionOne", swift: true, limit: 2 });
  try {
    await world.begin();
    await fc.asyncModelRun(() => ({ model: start, real: world }), commands);
    if (start.drift.size > 0) await new Up(null).run(start, world);
    await new Destroy(null).run(start, world);
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function firstLine({ message }: Error): string {
  return message.split("\n")[0] ?? "";
}

/** Kinds of commands, and how often each comes; those that run pulumi take the time. */
const weights = {
  up: 6,
  "disturbed up": 6,
  destroy: 1,
  "disturbed destroy": 2,
  again: 1,
  look: 2,
  change: 3,
  region: 1,
  store: 1,
  rename: 3,
  remove: 2,
  add: 2,
  move: 1,
  hand: 2,
} as const;

export type CommandKind = keyof typeof weights;

export const commandKinds = Object.keys(weights) as readonly CommandKind[];

/** Any command of those kinds. */
function command({ machines, kinds, mishaps }: Given): fc.Arbitrary<Command> {
  const number = fc.nat({ max: 3 });
  const all: Readonly<Record<CommandKind, fc.Arbitrary<Command>>> = {
    up: fc.constant(new Up(null)),
    "disturbed up": mishap(mishaps).map((what) => new Up(what)),
    destroy: fc.constant(new Destroy(null)),
    "disturbed destroy": mishap(mishaps).map((what) => new Destroy(what)),
    again: fc.constant(new UpAgain()),
    look: fc.constant(new Look()),
    change: fc.integer({ min: 2, max: 4 }).map((n) => new Change(machines, n)),
    region: fc.constant(new Region(machines)),
    store: fc.constant(new Store(machines)),
    rename: number.map((n) => new Rename(machines, n)),
    remove: number.map((n) => new Remove(machines, n)),
    add: number.map((n) => new Add(machines, n)),
    move: number.map((n) => new Move(machines, n)),
    hand: fc.tuple(number, number).map(([machine, deed]) => new ByHand(machine, deed)),
  };
  const chosen = kinds.map((kind) => ({ weight: weights[kind], arbitrary: all[kind] }));
  return fc.oneof(...chosen);
}

function mishap(kinds: readonly Mishap["kind"][]): fc.Arbitrary<Mishap> {
  return fc.record({
    kind: fc.constantFrom(...kinds),
    machine: fc.nat({ max: 2 }),
    number: fc.integer({ min: 1, max: operations }),
  });
}
