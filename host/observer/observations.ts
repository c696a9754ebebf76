/** `observer:index:Observation`, a resource a host. */
import { info, warn } from "@pulumi/pulumi/log";
import type { DiffResult } from "@pulumi/pulumi/provider";
import { deliver } from "./delivery";
import type { Kind, Values } from "./kind";
import { otherMachine } from "./machine";
import type { Drift, ObservationInputs, ObservationState, ProgramCopy } from "./observation";
import { observe } from "./observe";
import { execute } from "./ssh";
import { Turns } from "./turns";
import { plain } from "./values";

/** Longest that an undo may take, in seconds; the host's own bound is shorter. */
const undoBound = 2400;
const checkBound = 60;

export class Observations implements Kind {
  private readonly turns = new Turns();
  /** By name, the hosts that were in the state as this process began. */
  private readonly known = new Map<string, ObservationInputs>();

  /** Another machine under a host's name is refused: the former one would keep all that is on it. */
  check(urn: string, olds: Values, news: Values) {
    const host = hostOf(urn);
    const [before, now] = [plain(olds.connection), plain(news.connection)];
    const reason = otherMachine(host, before, now);
    const failures = reason === undefined ? [] : [{ property: "", reason }];
    if (before !== undefined) this.known.set(host, plain(news) as ObservationInputs);
    return Promise.resolve({ inputs: news, failures });
  }

  /** Anything but equal inputs is a change; what a refresh has found is one. */
  diff(olds: Values, news: Values): Promise<DiffResult> {
    const changes = inputs.some(
      (name) => JSON.stringify(olds[name]) !== JSON.stringify(news[name]),
    );
    return Promise.resolve({ changes });
  }

  /** Puts the program there. The id is the host's name. */
  async create(urn: string, news: Values) {
    const host = hostOf(urn);
    await this.supply(host, news);
    return { id: host, outs: { ...news, generation: 0 } };
  }

  /** Looks at the host. What it finds stands in the inputs, too: the program wants none of it. */
  async read(id: string, props: Values) {
    const drift = await observe(id, plain(props) as ObservationInputs);
    tell(id, drift);
    const { generation: _, ...before } = props;
    return { id, props: { ...props, drift }, inputs: { ...before, drift } };
  }

  /** Drift that was found raises the generation, and with it the host's transaction runs again. */
  async update(id: string, olds: Values, news: Values) {
    const found = Object.keys(olds.drift as Drift).length > 0;
    if (found || placing.some((name) => differs(olds[name], news[name])))
      await this.supply(id, news);
    const generation = Number(olds.generation) + (found ? 1 : 0);
    return { outs: { ...news, generation } };
  }

  /**
   * Leaves nothing of the stack on the host. Usually the program is all that is there by now; but of a
   * transaction that was cut off before Pulumi heard of it, this is the only undo. The host itself
   * knows whether the stack still has it, under another name.
   */
  async delete(id: string, props: Values): Promise<void> {
    const { connection, leave, ledger, copy } = plain(props) as Partial<ObservationState>;
    // A state of a former version, whose program was copied by another resource.
    if (connection === undefined || leave === undefined || ledger === undefined) return;
    await this.turns.take(connection, () => depart(id, { connection, leave, ledger, copy }));
  }

  /** What of a host that was in the state is not there; undefined where all is, or it was not. */
  async missing(host: string): Promise<string | undefined> {
    const inputs = this.known.get(host);
    if (inputs === undefined) return undefined;
    const { transaction, [host]: unseen } = await observe(host, inputs);
    return unseen ?? transaction;
  }

  private async supply(host: string, news: Values): Promise<void> {
    const { connection, copy } = plain(news) as ObservationInputs;
    if (copy === undefined) return;
    await this.turns.take(connection, () => deliver(host, connection, copy));
  }
}

/** What a host's leaving takes. */
type Departure = Pick<ObservationState, "connection" | "leave" | "ledger"> & {
  readonly copy: ProgramCopy | undefined;
};

/** The host becomes what it was, if anything of the stack is there. */
async function depart(host: string, { connection, leave, ledger, copy }: Departure): Promise<void> {
  if (copy !== undefined) {
    const something = `test -e ${copy.path} || ${ledger}`;
    const { code } = await execute(connection, something, "", checkBound);
    if (code !== 0) return;
    await deliver(host, connection, copy);
  }
  const { code, stderr } = await execute(connection, leave, "", undoBound);
  if (code !== 0)
    throw new Error(`what the stack did on ${host} cannot be undone:\n${stderr.trim()}`);
  for (const line of stderr.trim().split("\n").filter(Boolean)) void info(line);
}

const inputs = ["connection", "command", "stdin", "leave", "ledger", "copy", "drift"] as const;

/** Of these a change may mean that the program is not where it will be called. */
const placing = ["connection", "copy"] as const;

function differs(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) !== JSON.stringify(other);
}

/** The resource's name is the host's with a suffix, so that it is told from the host's command. */
function hostOf(urn: string): string {
  return (urn.split("::").at(-1) ?? "").replace(/-observation$/, "");
}

/** A line an item for whoever reads the terminal: without --diff a preview shows no detail. */
function tell(host: string, drift: Drift): void {
  for (const [item, what] of Object.entries(drift)) {
    void warn(item === host ? `${host}: ${what}` : `${host} has drifted: ${item}: ${what}`);
  }
}
