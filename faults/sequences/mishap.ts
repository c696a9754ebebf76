/** What strikes a run of pulumi: faults on a machine, and interruptions of pulumi itself. */
import type { Blow } from "./cloud";
import type { Interruption, Outcome } from "./stack";
import type { World } from "./world";

/** Faults on a machine: the program dies, its disk is full, a command fails. */
export type Fault = "killed program" | "full disk" | "failing command";

/** All of them, as they come on folders. */
export const allMishaps = [
  "killed program",
  "full disk",
  "failing command",
  "Ctrl-C",
  "Ctrl-C twice",
  "killed pulumi",
] as const satisfies readonly Mishap["kind"][];

export interface Mishap {
  readonly kind: Fault | Interruption;
  /** Which of the machines that the run is about. */
  readonly machine: number;
  /** At which of its operations. */
  readonly number: number;
}

/** Seconds that a machine stands still for an interruption to come. */
const pause = 2;

/** A command that both a transaction and an undo run. */
const failing = "iptables -w -S";

/** Runs pulumi with the mishap in it, and waits until the machines are at rest. */
export async function disturbed(
  world: World,
  words: readonly string[],
  mishap: Mishap | null,
  concerned: readonly string[],
): Promise<Outcome> {
  const machine = victim(mishap, concerned);
  if (mishap === null || machine === null) return told(world, words);
  const interruption = interruptionOf(mishap);
  await world.cloud.strike(machine, blowOf(mishap));
  const outcome = await told(world, words, { mishap, machine });
  if (interruption !== undefined && outcome.struck) await world.stack.unlock();
  await world.cloud.forget(machine);
  return outcome;
}

/** Runs pulumi and notes it. */
export async function told(
  world: World,
  words: readonly string[],
  met?: { readonly mishap: Mishap; readonly machine: string },
): Promise<Outcome> {
  const begun = Date.now();
  const interruption = interruptionOf(met?.mishap);
  const ended = await world.stack.pulumi(words, interruption);
  for (const machine of world.cloud.machines) await world.cloud.quiet(machine);
  const struck = ended.struck || (met !== undefined && (await world.cloud.hasStruck(met.machine)));
  const outcome = { ...ended, struck };
  const note = met === undefined ? "" : `${text(met.mishap)}, ${met.machine}`;
  world.count.runs++;
  if (outcome.struck) world.count.struck++;
  const seconds = ((Date.now() - begun) / 1000).toFixed(0);
  const end = `exit ${outcome.code ?? "by a signal"}${outcome.struck ? ", struck" : ""}`;
  world.note(`pulumi ${words.join(" ")}${note}: ${end}, ${seconds} s`);
  world.keepsSecrets(outcome);
  return outcome;
}

/** The machine on which the program dies and which the next run completes; null: none. */
export function lethal(mishap: Mishap | null, concerned: readonly string[]): string | null {
  return mishap?.kind === "killed program" ? victim(mishap, concerned) : null;
}

/** The mishap in words, behind the name of a command. */
export function text(mishap: Mishap | null): string {
  if (mishap === null) return "";
  const { kind, number, machine } = mishap;
  return `, ${kind}${kind === "failing command" ? "" : ` at ${number}`} of machine ${machine}`;
}

function victim(mishap: Mishap | null, concerned: readonly string[]): string | null {
  if (mishap === null || concerned.length === 0) return null;
  return concerned[mishap.machine % concerned.length] ?? null;
}

function blowOf({ kind, number }: Mishap): Blow {
  switch (kind) {
    case "failing command":
      return { kind: "fail", command: failing };
    case "killed program":
      return { kind: "kill", number };
    case "full disk":
      return { kind: "full", number };
    default:
      return { kind: "pause", number, delay: pause };
  }
}

/** How it ends pulumi itself; undefined where it strikes a machine. */
export function interruptionOf(mishap?: Mishap | null): Interruption | undefined {
  const kind = mishap?.kind;
  return kind === "Ctrl-C" || kind === "Ctrl-C twice" || kind === "killed pulumi"
    ? kind
    : undefined;
}
