/** The commands of a sequence that run pulumi. */
import type { AsyncCommand } from "fast-check";
import { disturbed, interruptionOf, lethal, text, told, type Mishap } from "./mishap";
import type { Outcome } from "./stack";
import { nameOf } from "./wanted";
import type { Model, World } from "./world";

/** What another machine behind a host's name is answered with. */
const refusal = "that is another machine";

/**
 * What an `up` is answered with after a run that failed: by the roll call, where that was to undo hosts, or
 * by a host's precheck, where its transaction was cut off. Both name the remedy.
 */
const incomplete = /was about to undo hosts and did not end|Let the next run complete it/;

/** `pulumi up`: undisturbed it ends well, and the machines are what a fresh stack would make them. */
export class Up implements AsyncCommand<Model, World> {
  constructor(private readonly mishap: Mishap | null) {}

  check(): boolean {
    return true;
  }

  async run(model: Model, world: World): Promise<void> {
    const { wanted } = model;
    // What the reference takes is made meanwhile.
    const expected = world.expected(wanted);
    await world.stack.write(wanted);
    const looks = model.drift.size > 0 || (world.cautious && !model.settled);
    const refresh = looks ? ["--refresh"] : [];
    const words = ["up", "--yes", "--skip-preview", ...refresh];
    const concerned = machinesOf(model);
    const before = await world.pictures();
    let outcome = await disturbed(world, words, this.mishap, concerned);
    await expected;
    if (!model.settled && !outcome.struck && incomplete.test(outcome.said)) {
      outcome = await told(world, ["up", "--yes", "--skip-preview", "--refresh"]);
    }
    const moves = movedHosts(model);
    if (ended(outcome, this.mishap)) {
      if (moves.certain) world.refuse(["another machine behind a name is not refused"], outcome);
      await world.holdsExactly(wanted, outcome);
      settle(model);
      return;
    }
    if (moves.certain || (moves.possible && outcome.said.includes(refusal))) {
      if (!outcome.said.includes(refusal)) {
        world.refuse(["another machine behind a name is not named as the cause"], outcome);
      }
      await world.holdsStill(before, outcome);
      return;
    }
    disturbedOnly(world, model, outcome, "up");
    await world.holdsEither(before, wanted, outcome, lethal(this.mishap, concerned));
  }

  toString(): string {
    return `up${text(this.mishap)}`;
  }
}

/** Whether a run came through: the engine ends with 0, too, where a Ctrl-C kept it from the rest. */
function ended({ code, struck }: Outcome, mishap: Mishap | null): boolean {
  return code === 0 && !(struck && interruptionOf(mishap) !== undefined);
}

/** A run has failed, which it may do only where something struck it; what the machines are is open. */
function disturbedOnly(world: World, model: Model, outcome: Outcome, verb: string): void {
  if (!outcome.struck) {
    world.refuse([`pulumi ${verb} failed, and nothing had disturbed it`], outcome);
  }
  unsettle(model);
}

/** `pulumi destroy`: all machines are as before the stack. */
export class Destroy implements AsyncCommand<Model, World> {
  constructor(private readonly mishap: Mishap | null) {}

  /** What somebody changed by hand stays: where that is, it is put right before. */
  check({ drift }: Readonly<Model>): boolean {
    return drift.size === 0;
  }

  async run(model: Model, world: World): Promise<void> {
    await world.stack.write(model.wanted);
    const before = await world.pictures();
    const concerned = machinesOf(model);
    const words = ["destroy", "--yes", "--skip-preview"];
    const outcome = await disturbed(world, words, this.mishap, concerned);
    if (ended(outcome, this.mishap)) {
      await world.holdsExactly(null, outcome);
      settle(model, true);
      return;
    }
    disturbedOnly(world, model, outcome, "destroy");
    await world.holdsEither(before, null, outcome, lethal(this.mishap, concerned));
  }

  toString(): string {
    return `destroy${text(this.mishap)}`;
  }
}

/** `pulumi up` once more: it changes nothing. */
export class UpAgain implements AsyncCommand<Model, World> {
  check(model: Readonly<Model>): boolean {
    return isSteady(model) && model.drift.size === 0;
  }

  async run(_: Model, world: World): Promise<void> {
    const before = await world.pictures();
    const outcome = await told(world, ["up", "--yes", "--skip-preview", "--expect-no-changes"]);
    if (outcome.code !== 0) world.refuse(["a second pulumi up has something to do"], outcome);
    await world.holdsStill(before, outcome);
  }

  toString(): string {
    return "up again";
  }
}

/** `pulumi preview --refresh`: names what was changed by hand, all of it and nothing else. */
export class Look implements AsyncCommand<Model, World> {
  check(model: Readonly<Model>): boolean {
    return isSteady(model);
  }

  async run({ drift, applied }: Model, world: World): Promise<void> {
    const before = await world.pictures();
    const outcome = await told(world, ["preview", "--refresh", "--expect-no-changes"]);
    const named = [...outcome.said.matchAll(/warning: (\S+) has drifted: (.*?): /g)].map(
      ([, host = "", item = ""]) => `${host}: ${item}`,
    );
    const must = [...drift].map(
      ([machine, { item }]) => `${nameOf(applied ?? { hosts: {} }, machine) ?? machine}: ${item}`,
    );
    const wrong = [
      ...must.filter((line) => !named.includes(line)).map((line) => `${line}: not named as drift`),
      ...named.filter((line) => !must.includes(line)).map((line) => `${line}: named as drift`),
    ];
    if ((outcome.code === 0) !== (drift.size === 0)) {
      wrong.push(`preview --refresh ends with ${outcome.code}`);
    }
    world.refuse(wrong, outcome);
    await world.holdsStill(before, outcome);
  }

  toString(): string {
    return "preview --refresh";
  }
}

/** Whether the machines are what the stack's file says, but for what was done by hand. */
function isSteady({ applied, wanted, settled }: Readonly<Model>): boolean {
  return applied !== null && settled && JSON.stringify(applied) === JSON.stringify(wanted);
}

/** The machines that a run is about: those that the stack names or may have named before. */
function machinesOf({ wanted, known }: Model): readonly string[] {
  const former = [...known.values()].flatMap((machines) => [...machines]);
  return [...new Set([...Object.values(wanted.hosts), ...former])];
}

/** Whether pulumi knows, or may know, another machine by a name that the file has. */
function movedHosts({ wanted, known }: Model): { certain: boolean; possible: boolean } {
  const moved = Object.entries(wanted.hosts).flatMap(([name, machine]) => {
    const machines = [...(known.get(name) ?? [])];
    return machines.some((other) => other !== machine) ? [machines.includes(machine)] : [];
  });
  return { certain: moved.some((also) => !also), possible: moved.length > 0 };
}

/** A run has ended well: what it left is known. */
function settle(model: Model, destroyed = false): void {
  model.applied = destroyed ? null : model.wanted;
  model.settled = true;
  model.drift.clear();
  model.known.clear();
  if (destroyed) return;
  for (const [name, machine] of Object.entries(model.wanted.hosts)) {
    model.known.set(name, new Set([machine]));
  }
}

/** A run has not: pulumi may know what it was to make, or not yet. */
function unsettle(model: Model): void {
  model.settled = false;
  for (const [name, machine] of Object.entries(model.wanted.hosts)) {
    model.known.set(name, new Set([...(model.known.get(name) ?? []), machine]));
  }
}
