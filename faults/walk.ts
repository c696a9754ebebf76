/**
 * The walk over a scenario's operations: it dies at the first, then at the second, and so on, until
 * a run comes through, and looks at the host after each.
 */
import type { Finding } from "./finding";
import { differences, torn, type Picture } from "./picture";
import type { Deed, FaultHost, Kind, Struck } from "./host";

/** Seconds after which a command that is struck under way is struck; most have ended by then. */
const underWay = 0.5;

/** A second fault, during the recovery from the first: as the same run puts back, or in the next. */
export type Second = "as it puts back" | "in the next run";

/** So many operations of the recovery later it strikes; it moves on with the first. */
const apart = (first: number) => 1 + ((first * 7) % 23);

/** What the host can be made, and what it must then be. */
export interface State {
  readonly name: string;
  readonly deed: Deed;
  readonly picture: Picture;
  /** Whether the API must answer its users then. */
  readonly serves: boolean;
}

/** From one state to another, and how far the walk over its operations has got. */
export interface Passage {
  readonly from: State;
  readonly to: State;
  readonly count: Counter;
}

/** Where a walk is; passages that have the same operations share one. */
export interface Counter {
  /** The operation that is struck next. */
  next: number;
  /** How many operations there are, once a run came through. */
  all: number | null;
}

/** What a walk is over. */
export interface Walk {
  readonly host: FaultHost;
  readonly scenario: string;
  readonly kind: Kind;
  /** Kills the program once more, before a run without a fault. */
  readonly second?: Second;
  readonly passages: readonly Passage[];
  /** Strike every so many operations; 1 is all of them. */
  readonly every: number;
  /** Stop after so many faults; when missing, when a run comes through. */
  readonly most?: number;
  readonly say: (line: string) => void;
}

/** Walks; `state` is what the host is at the beginning. Returns the finding and the state at the end. */
export async function walk(given: Walk, state: State): Promise<readonly [Finding, State]> {
  const { host, scenario, kind, second, passages, say } = given;
  const fault = second === undefined ? kind : `${kind}, then kill ${second}`;
  const finding: Finding = { scenario, fault, tried: 0, survived: 0, lost: [] };
  let here = state;
  let completing = true;
  while (finding.tried < (given.most ?? Infinity)) {
    const open = passages.filter(({ count }) => count.all === null);
    const passage = open.find(({ from }) => from === here) ?? open[0];
    if (passage === undefined) break;
    const { from, to, count } = passage;
    if (from !== here) await reach(host, from);
    here = from;
    const number = count.next;
    const begun = Date.now();
    const then = { kind: "kill", after: apart(number) } as const;
    const struck = await host.strike(to.deed, {
      kind,
      number,
      delay: underWay,
      ...(second === "as it puts back" ? { then } : {}),
    });
    if (struck.at === null) {
      if (struck.code !== 0) throw new Error(`${host.name}: nothing struck: ${struck.err}`);
      await host.forget();
      count.all = number - 1;
      here = to;
      continue;
    }
    count.next += given.every;
    finding.tried++;
    const target = completing ? to : from;
    completing = !completing;
    const [end, wrong] = await judge(given, passage, { ...struck, number }, target);
    here = end;
    const seconds = ((Date.now() - begun) / 1000).toFixed(1);
    const what = `${host.name}: ${scenario}, ${fault} at ${number} (${struck.at})`;
    if (wrong.length === 0) {
      finding.survived++;
      say(`${what}: ${end.name}, ${seconds} s`);
    } else {
      finding.lost.push(`${what}, then ${target.name}: ${wrong.join("; ")}`);
      say(`${what}: LOST: ${wrong.join("; ")}\n${struck.err}`);
      await reach(host, here);
    }
  }
  return [finding, here];
}

/** What is wrong after the fault, and after the next run; and what the host is then. */
async function judge(
  given: Walk,
  { from, to }: Passage,
  struck: Struck & { readonly number: number },
  target: State,
): Promise<readonly [State, readonly string[]]> {
  const { host } = given;
  const kind = struck.twice ? "kill" : given.kind;
  const wrong: string[] = [];
  if (kind === "readonly") await host.writable();
  // The program goes on without its ssh: the next run waits for it.
  const after = kind === "lost" ? null : await host.picture();
  if (after !== null) wrong.push(...torn(after, from.picture, to.picture));
  if (from.serves && to.serves) wrong.push(...(await host.silence())); // it comes back by itself
  if (kind === "full" && after !== null) {
    // The program lived: it must have put all back, or the fault did no harm.
    const end = struck.code === 0 ? to : from;
    if (struck.code > 1) wrong.push(`exit code ${struck.code}`);
    wrong.push(...differences(after, end.picture));
    if (end.serves) wrong.push(...(await host.silence()));
    return [end, wrong];
  }
  if (given.second === "in the next run") {
    await host.strike(target.deed, { kind: "kill", number: apart(struck.number), delay: underWay });
    await host.forget();
    wrong.push(...torn(await host.picture(), from.picture, to.picture));
  }
  const starts = given.second === undefined ? (after?.starts ?? null) : null;
  const next = await host.again(target.deed);
  if (next.code !== 0) return [target, [...wrong, `the next run failed: ${next.err.trim()}`]];
  const found = await host.picture();
  wrong.push(...differences(found, target.picture));
  if (target.serves) wrong.push(...(await host.silence()));
  if (starts !== null && found.starts > starts + 1) {
    wrong.push(`glance-api was started ${found.starts - starts} times`);
  }
  return [target, wrong];
}

/** Makes the host be a state without a fault; twice where the first finds a mess. */
export async function reach(host: FaultHost, state: State): Promise<void> {
  const ended = await host.again(state.deed);
  if (ended.code !== 0) throw new Error(`${host.name} cannot be ${state.name}: ${ended.err}`);
}
