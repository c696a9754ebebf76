/**
 * The model and the machines side by side: what must be true after each run of pulumi, and whether
 * it is.
 */
import { differences, torn, type Picture } from "../picture";
import type { Cloud, Deed } from "./cloud";
import { rolesOf, type Reference } from "./reference";
import { secretsIn, type Outcome, type Stack } from "./stack";
import { nameOf, type Wanted } from "./wanted";

/** What the model knows without asking anyone. fast-check asks it which commands make sense. */
export interface Model {
  /** The stack's file. */
  wanted: Wanted;
  /** What the last run that ended well left; null: nothing. */
  applied: Wanted | null;
  /** Whether the last run ended well. */
  settled: boolean;
  /** What was done by hand since, by machine. */
  readonly drift: Map<string, Deed>;
  /** Machines that pulumi may know by a name: several after runs that failed. */
  readonly known: Map<string, Set<string>>;
}

/** A model of a stack that has made nothing yet. */
export function model(wanted: Wanted): Model {
  return { wanted, applied: null, settled: true, drift: new Map(), known: new Map() };
}

/** What a rule of the model says is not so. */
export class Violation extends Error {}

export class World {
  /** What was done, a line each, for whoever reads a failure. */
  private readonly trail: string[] = [];
  private readonly original = new Map<string, Picture>();
  /** What a machine may be in parts, after a program was killed there. */
  private readonly broken = new Map<string, Picture[]>();

  constructor(
    readonly cloud: Cloud,
    readonly stack: Stack,
    private readonly reference: Reference,
    /** Whether the operator runs `up --refresh` after a run that failed. */
    readonly cautious: boolean,
  ) {}

  /** Notes what the machines are before the stack. */
  async begin(): Promise<void> {
    const { machines, witnesses } = this.cloud;
    const all = await this.pictures([...machines, ...witnesses]);
    for (const [machine, picture] of all) this.original.set(machine, picture);
  }

  /** How many runs of pulumi there were, and how many of them something struck. */
  readonly count = { runs: 0, struck: 0 };

  /** Notes what was done. */
  note(line: string): void {
    this.trail.push(`  ${line}`);
  }

  async pictures(machines = this.cloud.machines): Promise<ReadonlyMap<string, Picture>> {
    const all = machines.map(
      async (machine) => [machine, await this.cloud.picture(machine)] as const,
    );
    return new Map(await Promise.all(all));
  }

  /**
   * What each machine must be where that is applied; null: where nothing is. Without a reference those
   * that the stack names are missing.
   */
  async expected(wanted: Wanted | null): Promise<ReadonlyMap<string, Picture>> {
    const { cloud, original } = this;
    if (wanted === null) return original;
    const fresh = cloud.hasReference ? await this.reference.of(wanted) : null;
    const all = cloud.machines.flatMap((machine) => {
      const there = nameOf(wanted, machine) !== undefined;
      if (there && fresh === null) return [];
      const picture = there ? fresh?.get(rolesOf(cloud, machine)) : original.get(machine);
      if (picture === undefined) throw new Error(`nothing says what ${machine} must be`);
      return [[machine, picture] as const];
    });
    return new Map(all);
  }

  /** After a run that ended well each machine is what is wanted, all of it. */
  async holdsExactly(wanted: Wanted | null, outcome: Outcome): Promise<void> {
    this.broken.clear();
    const expected = await this.expected(wanted);
    const wrong = await this.departures(wanted);
    for (const [machine, picture] of await this.pictures([...expected.keys()])) {
      const must = expected.get(machine);
      if (must === undefined) continue;
      const name = wanted === null ? undefined : nameOf(wanted, machine);
      const what = name === undefined ? "which the stack does not name" : `host ${name}`;
      wrong.push(...differences(picture, must).map((line) => `${machine}, ${what}: ${line}`));
    }
    this.refuse(wrong, outcome);
  }

  /** What the stack itself finds on machines for which there is no reference. */
  private async departures(wanted: Wanted | null): Promise<string[]> {
    if (this.cloud.hasReference || wanted === null) return [];
    const words = ["preview", "--refresh", "--expect-no-changes"];
    const { code, said } = await this.stack.pulumi(words);
    return code === 0 ? [] : [`pulumi ${words.join(" ")} ends with ${code}:\n${said}`];
  }

  /** After a run that did not end well each machine is the old or the new one, never half. */
  async holdsEither(
    before: ReadonlyMap<string, Picture>,
    wanted: Wanted | null,
    outcome: Outcome,
    killed: string | null,
  ): Promise<void> {
    const expected = await this.expected(wanted);
    const wrong: string[] = [];
    for (const [machine, now] of await this.pictures()) {
      const must = expected.get(machine);
      // Without a reference nobody knows what it was to become.
      if (must === undefined) continue;
      const candidates = [before.get(machine), must].filter((picture) => picture !== undefined);
      const earlier = this.broken.get(machine);
      if (machine === killed || earlier !== undefined) {
        const all = [...(earlier ?? []), ...candidates];
        wrong.push(...strangers(now, all).map((line) => `${machine}: ${line}`));
        this.broken.set(machine, all);
        continue;
      }
      const [nearest = []] = candidates
        .map((candidate) => differences(configured(now), configured(candidate)))
        .sort((one, other) => one.length - other.length);
      wrong.push(...nearest.map((line) => `${machine} is neither old nor new: ${line}`));
    }
    this.refuse(wrong, outcome);
  }

  /** After a run that was refused nothing is other than before. */
  async holdsStill(before: ReadonlyMap<string, Picture>, outcome: Outcome): Promise<void> {
    const wrong: string[] = [];
    for (const [machine, now] of await this.pictures()) {
      const was = before.get(machine);
      if (was === undefined) continue;
      wrong.push(...differences(now, was).map((line) => `${machine} was changed: ${line}`));
    }
    this.refuse(wrong, outcome);
  }

  /** No output holds a secret. */
  keepsSecrets(outcome: Outcome): void {
    this.refuse(
      secretsIn(this.cloud.base, outcome.said).map((key) => `the output holds the secret ${key}`),
      outcome,
    );
  }

  /** Fails where something is wrong, with what pulumi said. */
  refuse(wrong: readonly string[], { said }: Outcome): void {
    if (wrong.length === 0) return;
    const end = said.trim().split("\n").slice(-60).join("\n");
    throw new Violation(
      `${wrong.join("\n")}\n\nWhat was done:\n${this.trail.join("\n")}\n\nWhat pulumi said last:\n${end}`,
    );
  }
}

/**
 * What a transaction makes of it: the copied program is put there before, and after an end that nobody may
 * have heard of a note stays beside the ledger.
 */
function configured({ things, starts }: Picture): Picture {
  const others = /\/\.pulumi-glance-.*\.pyz$|^\/var\/lib\/pulumi-glance\/[^/]+\/unheard$/;
  const kept = Object.entries(things).filter(([name]) => !others.test(name));
  return { things: Object.fromEntries(kept), starts };
}

/** Files of ours that are as in none of the pictures. */
function strangers(now: Picture, pictures: readonly Picture[]): readonly string[] {
  const [first = [], ...others] = pictures.map((picture) => torn(now, picture, picture));
  return first.filter((line) => others.every((lines) => lines.includes(line)));
}
