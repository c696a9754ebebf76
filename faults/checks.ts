/** Faults that are no single operation: a full or read-only file system, a second writer, a hang. */
import { usual, type FaultHost } from "./host";
import { differences } from "./picture";
import type { Finding } from "./finding";
import { reach, type State } from "./walk";

/** A host between two states, and where to tell what happens. */
export interface Between {
  readonly host: FaultHost;
  readonly former: State;
  readonly future: State;
  readonly say: (line: string) => void;
}

const newFinding = (fault: string): Finding => ({
  scenario: "change",
  fault,
  tried: 0,
  survived: 0,
  lost: [],
});

function note({ host, say }: Between, finding: Finding, what: string, wrong: readonly string[]) {
  finding.tried++;
  if (wrong.length === 0) finding.survived++;
  else finding.lost.push(`${host.name}: ${what}: ${wrong.join("; ")}`);
  say(`${host.name}: ${what}: ${wrong.length === 0 ? "survived" : `LOST: ${wrong.join("; ")}`}`);
}

/** The host must now be as its state says, and answer. */
async function isNow({ host }: Between, state: State): Promise<readonly string[]> {
  const wrong = [...differences(await host.picture(), state.picture)];
  if (state.serves) wrong.push(...(await host.silence()));
  return wrong;
}

/** Seconds for which what hangs here would hang: whoever waits for its end is found by that. */
const held = 600;

/** Of the small file system; it holds the folder and all that a transaction puts there. */
const megabytes = 8;

/** 0 to 8, then half as many again. */
const more = (pages: number) => (pages < 8 ? pages + 1 : Math.ceil(pages * 1.5));

/**
 * A real file system without room: with no page left, then with one, and so on, until a run comes
 * through. The folder lies on a small tmpfs meanwhile.
 */
export async function fullDisk(between: Between, folder: string): Promise<Finding> {
  const { host, former, future } = between;
  const finding = newFinding(`full file system: ${folder}`);
  const small = "/run/glance-faults-full";
  await reach(host, former);
  await host.run(
    `mkdir -p ${small} && mount -t tmpfs -o size=${megabytes}m tmpfs ${small} && cp -a ${folder}/. ${small}/ &&
     chown --reference=${folder} ${small} && chmod --reference=${folder} ${small} &&
     mount --bind ${small} ${folder}`,
  );
  let here = former;
  for (let pages = 0; pages * 4096 < megabytes << 20; pages = more(pages)) {
    await host.run(
      `rm -f ${small}/.fill; dd if=/dev/zero of=${small}/.fill bs=4k 2>/dev/null || true
       truncate -s -${pages * 4096} ${small}/.fill`,
    );
    const before = await host.picture();
    const ended = await host.again(future.deed);
    if (ended.code === 0) {
      here = future;
      break;
    }
    const wrong = [...differences(await host.picture(), before)];
    if (ended.code !== 1) wrong.push(`exit code ${ended.code}`);
    if (!/no space/i.test(ended.err)) wrong.push(`the error does not say why: ${ended.err}`);
    wrong.push(...(await host.silence()));
    note(between, finding, `${pages} pages left in ${folder}`, wrong);
  }
  await host.run(
    `umount ${folder} && rm ${small}/.fill && cp -a ${small}/. ${folder}/ && umount ${small}`,
  );
  const wrong = here === future ? [] : ["no run came through, however much room there was"];
  note(between, finding, `room in ${folder} again`, [...wrong, ...(await isNow(between, here))]);
  return finding;
}

/** A file system that is read-only from the beginning. */
export async function readOnly(between: Between, folder: string): Promise<Finding> {
  const { host, former, future } = between;
  const finding = newFinding(`read-only: ${folder}`);
  await reach(host, former);
  await host.run(`mount --bind ${folder} ${folder} && mount -o remount,bind,ro ${folder}`);
  const before = await host.picture();
  const ended = await host.again(future.deed);
  const wrong = [...differences(await host.picture(), before)];
  if (ended.code !== 1) wrong.push(`exit code ${ended.code}`);
  if (!/read-only file system/i.test(ended.err)) wrong.push(`unclear: ${ended.err}`);
  await host.run(`umount ${folder}`);
  await reach(host, future);
  wrong.push(...(await isNow(between, future)));
  note(between, finding, `${folder} read-only, then not`, wrong);
  return finding;
}

/**
 * Two writers at once: the second waits a bounded time, then says who holds the host. The first holds
 * it until the second has ended.
 */
export async function secondWriter(between: Between): Promise<Finding> {
  const { host, former, future } = between;
  const finding = newFinding("second writer");
  await reach(host, former);
  const first = host.begin(future.deed, { kind: "pause", number: 8, stand: held });
  const wrong = (await first.said(/struck/)) === null ? ["the first did not pause"] : [];
  const begun = performance.now();
  const second = await host.again(former.deed, { ...usual, lockSeconds: 2 });
  const seconds = (performance.now() - begun) / 1000;
  await host.letGo();
  if (second.code !== 1) wrong.push(`the second ended with ${second.code}`);
  if (seconds < 2 || seconds > held) wrong.push(`the second waited ${seconds} s`);
  if (!/held this host for 2 s: process \d+, stack \S+/.test(second.err)) wrong.push(second.err);
  const { code, err } = await first.ended;
  if (code !== 0) wrong.push(`the first failed: ${err}`);
  wrong.push(...(await isNow(between, future)));
  note(between, finding, "a second run while one is under way", wrong);
  return finding;
}

/** A command that never ends: the transaction is bounded, and the next one puts things right. */
export async function hungCommand(between: Between, command: string): Promise<Finding> {
  const { host, former, future } = between;
  const finding = newFinding(`${command} never ends`);
  const folder = "/run/glance-faults-hung";
  await reach(host, former);
  await host.run(
    `mkdir -p ${folder} && printf '#!/bin/sh\\nexec sleep ${held}\\n' >${folder}/${command} &&
     chmod 755 ${folder}/${command}`,
  );
  const begun = performance.now();
  const ended = await host.again(
    future.deed,
    { ...usual, transactionSeconds: 10 },
    `PATH=${folder}:$PATH`,
  );
  const seconds = (performance.now() - begun) / 1000;
  const wrong: string[] = [];
  if (ended.code === 0) wrong.push("it was not noticed");
  // Of the limit a busy machine makes more, and of the command's own end nobody waits.
  if (seconds > held / 5) wrong.push(`it took ${seconds} s`);
  await host.run(`rm -r ${folder}`);
  await reach(host, future);
  wrong.push(...(await isNow(between, future)));
  note(between, finding, `${command} hangs for ${seconds.toFixed(0)} s`, wrong);
  return finding;
}
