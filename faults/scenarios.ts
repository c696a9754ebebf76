/** The scenarios: between which states of a host faults strike. Which faults strike in each: strikes.ts. */
import type { TestLab } from "../lab/session";
import { fullDisk, hungCommand, readOnly, secondWriter, type Between } from "./checks";
import { changed, documentOf, type OtherLogin } from "./documents";
import { FaultHost, type Deed } from "./host";
import { kindOf, type Row } from "./strikes";
import type { Finding } from "./finding";
import { reach, walk, type Counter, type Passage, type State } from "./walk";

/** What of the suite is run. */
export interface Options {
  /** Strike every so many operations in each row; the rows' own strides where it is null. */
  readonly every: number | null;
  /** Which kinds of fault; all when empty. */
  readonly kinds: readonly string[];
  /** Which scenarios; all when empty. */
  readonly scenarios: readonly string[];
  readonly say: (line: string) => void;
}

/** Whether something of that name is to be run: everything is where nothing is named. */
export function isChosen(name: string, names: readonly string[]): boolean {
  return names.length === 0 || names.includes(name);
}

/** The other login to the database: letters and digits, as its URL holds it. */
export const login: OtherLogin = { user: "glance2", password: "other4Rotation" };

/** One password and one key change, on a host that serves: its states, and a walk there and back. */
export async function change(
  host: FaultHost,
  lab: TestLab,
  rows: readonly Row[],
  options: Options,
): Promise<readonly Finding[]> {
  const between = await twoStates(host, lab, options.say);
  const { former, future } = between;
  const findings = await walkRows(host, "change", rows, options, future, (next) => {
    // The same operations there and back.
    const count: Counter = { next, all: null };
    return [
      { from: future, to: former, count },
      { from: former, to: future, count },
    ];
  });
  await reach(host, former);
  return findings;
}

/** Faults of that change that are no single operation. */
export async function checks(
  host: FaultHost,
  lab: TestLab,
  { kinds, say }: Options,
): Promise<readonly Finding[]> {
  const all: readonly (readonly [string, (between: Between) => Promise<Finding>])[] = [
    ["full", (between) => fullDisk(between, "/etc/glance")],
    ["full", (between) => fullDisk(between, "/var/lib/pulumi-glance")],
    ["readonly", (between) => readOnly(between, "/etc")],
    ["readonly", (between) => readOnly(between, "/var/lib/pulumi-glance")],
    ["writer", secondWriter],
    ["hang", (between) => hungCommand(between, "systemctl")],
    ["hang", (between) => hungCommand(between, "crudini")],
  ];
  const chosen = all.filter(([kind]) => isChosen(kind, kinds));
  if (chosen.length === 0) return [];
  const between = await twoStates(host, lab, say);
  const findings: Finding[] = [];
  for (const [, check] of chosen) findings.push(await check(between));
  await reach(host, between.former);
  return findings;
}

/** From a host that the stack never touched to one that it set up, and back. */
export async function firstAndUndo(
  host: FaultHost,
  lab: TestLab,
  rows: readonly Row[],
  options: Options,
): Promise<readonly Finding[]> {
  const image = host.name !== lab.inventory.identity.host;
  const scenario = image ? "first run, undo" : "Keystone's records";
  const document = documentOf(lab, host.name);
  const before = await stateOf(host, "before", "undo", false);
  const applied = await stateOf(host, "applied", document, image);
  const findings = await walkRows(host, scenario, rows, options, applied, (next) => [
    { from: applied, to: before, count: { next, all: null } },
    { from: before, to: applied, count: { next, all: null } },
  ]);
  await reach(host, applied);
  return findings;
}

/** The two states of a change; the host is in the latter afterwards. */
export async function twoStates(
  host: FaultHost,
  lab: TestLab,
  say: (line: string) => void,
): Promise<Between> {
  const document = documentOf(lab, host.name);
  const former = await stateOf(host, "applied", document, true);
  const future = await stateOf(host, "changed", changed(document, login), true);
  return { host, former, future, say };
}

/** Brings a host to a state and pictures it. */
async function stateOf(host: FaultHost, name: string, deed: Deed, serves: boolean): Promise<State> {
  const blank: State = { name, deed, serves, picture: { things: {}, starts: 0 } };
  await reach(host, blank);
  return { ...blank, picture: await host.picture() };
}

/** One walk a row, each from where the last one ended; `passages` from their first operation. */
async function walkRows(
  host: FaultHost,
  scenario: string,
  rows: readonly Row[],
  { every, kinds, say }: Options,
  start: State,
  passages: (next: number) => readonly Passage[],
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  let here = start;
  for (const row of rows) {
    if (!isChosen(kindOf(row), kinds)) continue;
    const step = every ?? row.every;
    // A sample begins in the middle of its first stride.
    const given = { ...row, host, scenario, every: step, passages: passages(Math.ceil(step / 2)) };
    const [finding, end] = await walk({ ...given, say }, here);
    findings.push(finding);
    say(JSON.stringify(finding));
    here = end;
  }
  return findings;
}
