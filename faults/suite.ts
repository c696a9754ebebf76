/** The suite: scenarios, kinds of faults, and in which order they come. */
import type { HostDocument } from "../host/document";
import type { TestLab } from "../test/support/lab";
import { fullDisk, hungCommand, readOnly, secondWriter } from "./checks";
import { changed, documentOf, makeLogin, type OtherLogin } from "./documents";
import { FaultHost, type Deed, type Kind } from "./host";
import { differences } from "./picture";
import { reach, walk, type Counter, type Finding, type Passage, type State } from "./walk";

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

/** Kinds of fault, as `--kinds` names them. */
export const allKinds: readonly string[] =
  "kill session lost full readonly cut writer hang pulumi".split(" ");

/** Scenarios, as `--scenarios` names them. */
export const allScenarios: readonly string[] = ["change", "undo", "records", "pulumi"];

/** The other login to the database: letters and digits, as its URL holds it. */
const login: OtherLogin = { user: "glance2", password: "other4Rotation" };

type Strides = Partial<Record<Kind, number>>;

/** How densely each kind strikes: at one in so many operations. A restart takes seconds. */
const strides: Readonly<Record<"kill" | "change" | "firstAndUndo" | "records", Strides>> = {
  kill: { kill: 1 },
  change: { session: 23, lost: 31, full: 17, readonly: 31, cut: 31 },
  firstAndUndo: { kill: 17, session: 67, full: 67, cut: 97 },
  records: { kill: 3, session: 13, full: 17 },
};

/** All that is struck directly on the hosts of a lab whose stack is applied. */
export async function everything(lab: TestLab, options: Options): Promise<readonly Finding[]> {
  makeLogin(lab, login);
  const controller = lab.inventory.identity.host;
  const chosen = (scenario: string, work: () => Promise<readonly Finding[]>) =>
    isChosen(scenario, options.scenarios) ? work() : Promise.resolve([]);
  // Two hosts at the same time: each waits for its own services most of it.
  const changes = await Promise.all([
    chosen("change", () => change(lab, "image1", strides.kill, options)),
    chosen("change", () => change(lab, "image2", strides.change, options)),
  ]);
  // Then the first alone: its undo takes the token away by which image2 knows the shared directory.
  const undo = await chosen("undo", () =>
    firstAndUndo(lab, "image1", strides.firstAndUndo, options),
  );
  // The others log in with the user that this one makes and removes: it comes by itself.
  const records = await chosen("records", () =>
    firstAndUndo(lab, controller, strides.records, options),
  );
  return [...changes.flat(), ...undo, ...records];
}

/** Whether something of that name is to be run: everything is where nothing is named. */
export function isChosen(name: string, names: readonly string[]): boolean {
  return names.length === 0 || names.includes(name);
}

/** One password and one key change, on a host that serves. */
async function change(
  lab: TestLab,
  name: string,
  strides: Strides,
  options: Options,
): Promise<readonly Finding[]> {
  const { kinds, say } = options;
  const host = await prepared(lab, name);
  const document = documentOf(lab, name);
  const applied = await state(host, "applied", document, true);
  const other = await state(host, "changed", changed(document, login), true);
  const findings = await walkRows(host, "change", strides, options, other, (next) => {
    // The same operations there and back.
    const count: Counter = { next, all: null };
    return [
      { from: other, to: applied, count },
      { from: applied, to: other, count },
    ];
  });
  const between = { host, former: applied, future: other, say };
  const checks: readonly (readonly [string, () => Promise<Finding>])[] = [
    ["full", () => fullDisk(between, "/etc/glance")],
    ["full", () => fullDisk(between, "/var/lib/pulumi-glance")],
    ["readonly", () => readOnly(between, "/etc")],
    ["readonly", () => readOnly(between, "/var/lib/pulumi-glance")],
    ["writer", () => secondWriter(between)],
    ["hang", () => hungCommand(between, "systemctl")],
    ["hang", () => hungCommand(between, "crudini")],
  ];
  for (const [kind, check] of checks) {
    if (strides.lost === undefined) break; // they belong to the host of all those kinds
    if (isChosen(kind, kinds)) findings.push(await check());
  }
  await reach(host, applied);
  await host.release();
  return findings;
}

/** From a host that the stack never touched to one that it set up, and back. */
async function firstAndUndo(
  lab: TestLab,
  name: string,
  strides: Strides,
  options: Options,
): Promise<readonly Finding[]> {
  const image = name !== lab.inventory.identity.host;
  const scenario = image ? "first run, undo" : "Keystone's records";
  const host = await prepared(lab, name);
  const document = documentOf(lab, name);
  const before = await state(host, "before", "undo", false);
  const applied = await state(host, "applied", document, image);
  const findings = await walkRows(host, scenario, strides, options, applied, (next) => [
    { from: applied, to: before, count: { next, all: null } },
    { from: before, to: applied, count: { next, all: null } },
  ]);
  await reach(host, applied);
  await host.release();
  return findings;
}

/** One walk a kind of fault, each from where the last one ended; `passages` from their first operation. */
async function walkRows(
  host: FaultHost,
  scenario: string,
  strides: Strides,
  { every, kinds, say }: Options,
  start: State,
  passages: (next: number) => readonly Passage[],
): Promise<Finding[]> {
  const findings: Finding[] = [];
  let here = start;
  for (const [kind, stride] of Object.entries(strides) as [Kind, number][]) {
    if (!isChosen(kind, kinds)) continue;
    const step = every ?? stride;
    // A sample begins in the middle of its first stride.
    const walked = {
      host,
      scenario,
      kind,
      passages: passages(Math.ceil(step / 2)),
      every: step,
      say,
    };
    const [finding, end] = await walk(walked, here);
    findings.push(finding);
    say(JSON.stringify(finding));
    here = end;
  }
  return findings;
}

async function prepared(lab: TestLab, name: string): Promise<FaultHost> {
  const host = new FaultHost(lab, name, `glance-${lab.stack}`);
  await host.prepare();
  return host;
}

/** A short run, for a lab whose stack is applied: the change scenario on its last image host. */
export async function fast(lab: TestLab, say: (line: string) => void): Promise<readonly Finding[]> {
  makeLogin(lab, login);
  const host = await prepared(lab, "image2");
  const document: HostDocument = documentOf(lab, "image2");
  const applied = await state(host, "applied", document, true);
  const other = await state(host, "changed", changed(document, login), true);
  const findings: Finding[] = [];
  let here = other;
  const short: readonly [Kind, number, number][] = [
    ["kill", 23, 2], // the swap of files, the restart
    ["full", 29, 1],
  ];
  for (const [kind, next, most] of short) {
    const count: Counter = { next, all: null };
    const passages: readonly Passage[] = [
      { from: other, to: applied, count },
      { from: applied, to: other, count },
    ];
    const given = { host, scenario: "change", kind, passages, every: 16, most, say };
    const [finding, end] = await walk(given, here);
    findings.push(finding);
    here = end;
  }
  findings.push(await secondWriter({ host, former: applied, future: other, say }));
  await reach(host, applied);
  const wrong = differences(await host.picture(), applied.picture);
  if (wrong.length > 0) throw new Error(`image2 is not as it was: ${wrong.join("; ")}`);
  await host.release();
  return findings;
}

/** Brings a host to a state and pictures it. */
async function state(host: FaultHost, name: string, deed: Deed, serves: boolean): Promise<State> {
  const blank: State = { name, deed, serves, picture: { things: {}, starts: 0 } };
  await reach(host, blank);
  return { ...blank, picture: await host.picture() };
}
