/** The suite: which scenarios come on which hosts, and in which order. */
import type { TestLab } from "../lab/session";
import { secondWriter } from "./checks";
import { makeLogin } from "./documents";
import { FaultHost, type Kind } from "./host";
import { Messages } from "./messages";
import { differences } from "./picture";
import * as rows from "./strikes";
import {
  change,
  checks,
  firstAndUndo,
  isChosen,
  login,
  twoStates,
  type Options,
} from "./scenarios";
import { besides } from "./services";
import type { Finding } from "./finding";
import { reach, walk, type Counter, type Passage } from "./walk";

/** Kinds of fault, as `--kinds` names them. */
export const allKinds: readonly string[] =
  "kill session lost full readonly cut loss pairs writer hang service pulumi".split(" ");

/** Scenarios, as `--scenarios` names them. */
export const allScenarios: readonly string[] = "change undo records services disk pulumi".split(
  " ",
);

/** All that is struck directly on the hosts of a lab whose stack is applied. */
export async function everything(lab: TestLab, options: Options): Promise<readonly Finding[]> {
  makeLogin(lab, login);
  const { identity } = lab.inventory;
  const { kinds, scenarios, say } = options;
  const messages = new Messages();
  /** Runs a scenario on a host, where both it and a kind of its faults are asked for. */
  const on = async (
    scenario: string,
    name: string,
    ...works: readonly ((host: FaultHost) => Promise<readonly Finding[]>)[]
  ): Promise<readonly Finding[]> => {
    if (!isChosen(scenario, scenarios)) return [];
    const host = await prepared(lab, name, messages);
    const findings: Finding[] = [];
    for (const work of works) findings.push(...(await work(host)));
    await host.release();
    return findings;
  };
  // Two hosts at the same time: each waits for its own services most of it.
  const changes = await Promise.all([
    on("change", "image1", (host) => change(host, lab, rows.killed, options)),
    on(
      "change",
      "image2",
      (host) => change(host, lab, rows.changed, options),
      (host) => checks(host, lab, options),
    ),
  ]);
  // The others log in with the user that this one makes and removes: it comes by itself.
  const records = await on("records", identity.host, (host) =>
    firstAndUndo(host, lab, rows.records, options),
  );
  const services = isChosen("service", kinds)
    ? await on("services", "image2", async (host) => besides(lab, await twoStates(host, lab, say)))
    : [];
  // After the services: whatever strikes the host from then on is slower.
  const disk = isChosen("loss", kinds)
    ? await on(
        "disk",
        "image2",
        async (host) => {
          await host.onItsOwnDisk();
          return change(host, lab, rows.changedOnDisk, options);
        },
        (host) => firstAndUndo(host, lab, rows.firstAndUndoOnDisk, options),
      )
    : [];
  // The first alone and last: its undo takes the token away by which image2 knows the shared directory.
  const undo = await on("undo", "image1", (host) =>
    firstAndUndo(host, lab, rows.firstAndUndo, options),
  );
  return [...changes.flat(), ...records, ...services, ...disk, ...undo, messages.finding];
}

async function prepared(lab: TestLab, name: string, messages: Messages): Promise<FaultHost> {
  const host = new FaultHost(lab, name, `glance-${lab.stack}`, messages);
  await host.prepare();
  return host;
}

/** A short run, for a lab whose stack is applied: the change scenario on its last image host. */
export async function fast(lab: TestLab, say: (line: string) => void): Promise<readonly Finding[]> {
  makeLogin(lab, login);
  const messages = new Messages();
  const host = await prepared(lab, "image2", messages);
  const between = await twoStates(host, lab, say);
  const { former, future } = between;
  const findings: Finding[] = [];
  let here = future;
  const short: readonly [Kind, number, number][] = [
    ["kill", 23, 2], // the swap of files, the restart
    ["full", 29, 1],
  ];
  for (const [kind, next, most] of short) {
    const count: Counter = { next, all: null };
    const passages: readonly Passage[] = [
      { from: future, to: former, count },
      { from: former, to: future, count },
    ];
    const given = { host, scenario: "change", kind, passages, every: 16, most, say };
    const [finding, end] = await walk(given, here);
    findings.push(finding);
    here = end;
  }
  findings.push(await secondWriter(between));
  await reach(host, former);
  const wrong = differences(await host.picture(), former.picture);
  if (wrong.length > 0) throw new Error(`image2 is not as it was: ${wrong.join("; ")}`);
  await host.release();
  return [...findings, messages.finding];
}
