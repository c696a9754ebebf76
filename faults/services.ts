/**
 * Faults of what a host lives from, and of the host itself, while a transaction of its own runs. The run
 * ends by itself: well, or refused with the service's name; nothing of it is left, and once all is
 * well again the next run completes.
 */
import { setTimeout as pause } from "node:timers/promises";
import { processesOf } from "../lab/nspawn/cgroup";
import { labOf } from "../lab/state";
import type { TestLab } from "../lab/session";
import type { Between } from "./checks";
import type { FaultHost } from "./host";
import { differences } from "./picture";
import type { Finding } from "./finding";
import { reach } from "./walk";

/** How something fails beside a run. */
interface ServiceFault {
  /** As the table has it. */
  readonly name: string;
  /** What an error names. */
  readonly names: RegExp;
  begin(lab: TestLab, host: FaultHost): void;
  end(lab: TestLab, host: FaultHost): void;
  /** Seconds after which it ends while the run goes on; without, it lasts until the run has ended. */
  readonly seconds?: number;
  /** Whether a unit that is just being restarted can start neither way: the run then says so (exit code 3). */
  readonly stopsUnits?: boolean;
  /** What the run has in its environment: from its beginning to its end, so that it is tried once. */
  readonly environment?: string;
}

/** A fault of commands on a host that serves others. */
const of =
  (host: string, begin: string, end: string) =>
  (fault: Omit<ServiceFault, "begin" | "end">): ServiceFault => ({
    ...fault,
    begin: (lab) => lab.on(host, begin),
    end: (lab) => lab.on(host, end),
  });

/** Units that are stopped, and started again until their ports answer. */
const stopped = (host: string, names: string, ...ports: readonly number[]) =>
  of(host, `systemctl stop ${names}`, `systemctl start ${names}; ${ports.map(answers).join("; ")}`);

const answers = (port: number) =>
  `timeout 120 bash -c 'until : </dev/tcp/127.0.0.1/${port}; do sleep 0.2; done' 2>/dev/null`;

/** Keystone's processes do not always come back by themselves from a database that did not answer. */
const keystoneAgain = `systemctl restart keystone; ${answers(5000)}`;

/** The processes of a host get a signal, as a machine that is paused by its hypervisor and goes on. */
function toHost(lab: TestLab, host: FaultHost, name: "SIGSTOP" | "SIGCONT"): void {
  for (const process_ of processesOf(`${labOf(lab.name).group}/${host.name}`)) {
    process.kill(process_, name);
  }
}

/**
 * Another clock than the machine's, which all hosts share, for the run and its commands. Services keep the
 * machine's: under libfaketime Glance itself does not start.
 */
function clock(name: string, offset: string): ServiceFault {
  const words = [
    "LD_PRELOAD=/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
    `FAKETIME=${offset}`,
    "FAKETIME_DONT_FAKE_MONOTONIC=1",
  ];
  const nothing = () => undefined;
  return { name, names: /clock/, environment: words.join(" "), begin: nothing, end: nothing };
}

/** Nine tenths of the time it stands still. */
const slow = `systemd-run --quiet --collect --unit=slow-database sh -c '
  while :; do pkill -STOP mariadbd; sleep 0.9; pkill -CONT mariadbd; sleep 0.1; done'`;

const faults: readonly ServiceFault[] = [
  of(
    "controller",
    slow,
    "systemctl stop slow-database; pkill -CONT mariadbd",
  )({ name: "database slow", names: /database/i }),
  of(
    "controller",
    "systemctl kill --signal=SIGSTOP mariadb",
    `systemctl kill --signal=SIGCONT mariadb; ${keystoneAgain}`,
  )({ name: "database silent", names: /database|Keystone/i }),
  of(
    "controller",
    "systemctl stop mariadb",
    `systemctl start mariadb; ${keystoneAgain}`,
  )({ name: "database gone", names: /database|Keystone/i }),
  stopped("controller", "rabbitmq-server", 5672)({ name: "broker gone", names: /broker/i }),
  stopped("controller", "keystone", 5000)({ name: "Keystone gone", names: /Keystone/ }),
  stopped(
    "storage",
    "swift-account swift-container swift-object",
    6200,
    6201,
    6202,
  )({ name: "Swift answers 503", names: /Swift.*503/ }),
  of(
    "storage",
    "pkill -KILL glusterfsd",
    "gluster --mode=script volume start images force",
  )({ name: "Gluster brick gone", names: /GlusterMount/, stopsUnits: true }),
  {
    name: "host stopped for 30 s",
    names: /never/,
    seconds: 30,
    begin: (lab, host) => {
      toHost(lab, host, "SIGSTOP");
    },
    end: (lab, host) => {
      toHost(lab, host, "SIGCONT");
    },
  },
  clock("clock a day ahead", "+1d"),
  clock("clock a day behind", "-1d"),
];

/** Seconds for which a run stands still at most, until the fault has begun. */
const held = 600;

/** Where a run is when a fault begins. */
interface Place {
  readonly name: string;
  readonly number: number;
}

/** Each fault at each place, and what came of it. */
export async function besides(lab: TestLab, between: Between): Promise<readonly Finding[]> {
  const places = await placesOf(between);
  const findings: Finding[] = [];
  for (const fault of faults) {
    const finding: Finding = {
      scenario: "services",
      fault: fault.name,
      tried: 0,
      survived: 0,
      lost: [],
    };
    for (const place of fault.environment === undefined ? places : places.slice(0, 1)) {
      const begun = Date.now();
      const [end, wrong] = await beside(lab, between, fault, place).catch(
        (error: unknown) => ["lost", [String(error)]] as const,
      );
      const what = `${fault.name} ${place.name}`;
      finding.tried++;
      if (wrong.length === 0) finding.survived++;
      else finding.lost.push(`${between.host.name}: ${what}: ${wrong.join("; ")}`);
      const seconds = ((Date.now() - begun) / 1000).toFixed(0);
      between.say(
        `${what}: ${wrong.length === 0 ? end : `LOST: ${wrong.join("; ")}`}, ${seconds} s`,
      );
    }
    findings.push(finding);
  }
  await reach(between.host, between.former);
  return findings;
}

/** The run's beginning, its first swap of a file, and its first restart. */
async function placesOf({ host, former, future }: Between): Promise<readonly Place[]> {
  await reach(host, former);
  const { err } = await host.begin(future.deed, { kind: "pause", number: 0, list: true }).ended;
  const operations = [...err.matchAll(/^glance-faults: operation (\d+) (.*)$/gm)];
  const first = (name: string, pattern: RegExp): Place => {
    const found = operations.find(([, , what = ""]) => pattern.test(what));
    if (found === undefined) throw new Error(`no operation of ${host.name} is ${pattern.source}`);
    return { name, number: Number(found[1]) };
  };
  return [
    first("at the run's beginning", /^/),
    first("as files are swapped", /^rename \/etc\/glance/),
    first("as services restart", /^command systemctl (restart|reload|try-restart)/),
  ];
}

/** One fault at one place: how the run ended, and what is wrong. */
async function beside(
  lab: TestLab,
  { host, former, future }: Between,
  fault: ServiceFault,
  { number }: Place,
): Promise<readonly [string, readonly string[]]> {
  await reach(host, former);
  const order = { kind: "pause", number, stand: held } as const;
  const running = host.begin(future.deed, order, fault.environment);
  if ((await running.said(/^glance-faults: struck /)) === null) {
    throw new Error(`${host.name} was not struck: ${(await running.ended).err}`);
  }
  if (fault.seconds !== undefined) await host.letGo(); // nobody reaches a host that is stopped
  fault.begin(lab, host);
  try {
    if (fault.seconds === undefined) await host.letGo();
    await (fault.seconds === undefined ? running.ended : pause(fault.seconds * 1000));
  } finally {
    fault.end(lab, host);
  }
  const { code, err } = await running.ended;
  const wrong: string[] = [];
  const stopped = code === 3 && fault.stopsUnits === true;
  if (code > 1 && !stopped) wrong.push(`exit code ${code}: ${err.trim()}`);
  if (code !== 0 && !fault.names.test(err)) wrong.push(`the error does not say why: ${err.trim()}`);
  const end = code === 0 ? future : former;
  if (!stopped) {
    wrong.push(...(await host.silence()), ...differences(await host.picture(), end.picture));
  }
  const next = await host.again(future.deed);
  if (next.code !== 0) wrong.push(`the next run failed: ${next.err.trim()}`);
  wrong.push(...(await host.silence()), ...differences(await host.picture(), future.picture));
  return [code === 0 ? "it ends well" : `refused: ${lastLine(err)}`, wrong];
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
