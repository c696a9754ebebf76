/** `observer:index:Precheck`, the one of a stack. */
import { warn } from "@pulumi/pulumi/log";
import type { DiffResult } from "@pulumi/pulumi/provider";
import { specialSecretSig, specialSigKey, unknownValue } from "@pulumi/pulumi/runtime/rpc";
import { createHash } from "node:crypto";
import { departures } from "./departures";
import type { Kind, Values } from "./kind";
import { machineOf } from "./machine";
import type { Asked, Foundation, PrecheckArgs, PrecheckState } from "./precheck";
import { ask } from "./question";
import { plain } from "./values";

export class Prechecks implements Kind {
  /** What a check has read, by its digest, for the create or update that follows in this process. */
  private readonly questions = new Map<string, Readonly<Record<string, Asked>>>();

  /**
   * Keeps what the hosts are asked out of the state: documents are long, and hold secrets. Says what
   * leaves the stack.
   */
  check(_urn: string, olds: Values, news: Values) {
    const args = plain(news) as PrecheckArgs;
    const { hosts, generations, ...others } = args;
    const foundation: Foundation = {
      ...others,
      hosts: Object.fromEntries(
        Object.entries(hosts).flatMap(([name, { connection }]) => {
          const machine = machineOf(connection);
          return machine === undefined ? [] : [[name, machine]];
        }),
      ),
    };
    const before = plain(olds) as Partial<Foundation>;
    if (before.hosts !== undefined) {
      for (const text of departures(before as Foundation, foundation)) void warn(`${text}.`);
    }
    const asked = digest({ hosts, generations });
    if (asked !== undefined) this.questions.set(asked, hosts);
    return Promise.resolve({ inputs: { ...foundation, asked: secret(asked) ?? unknownValue } });
  }

  diff(olds: Values, news: Values): Promise<DiffResult> {
    const changes = keys.some((key) => JSON.stringify(olds[key]) !== JSON.stringify(news[key]));
    return Promise.resolve({ changes });
  }

  async create(_urn: string, inputs: Values) {
    await this.ask(inputs);
    return { id: "precheck", outs: inputs };
  }

  /** There is nothing to look at: what was asked was then. */
  read(id: string, props: Values) {
    return Promise.resolve({ id, props, inputs: props });
  }

  async update(_id: string, olds: Values, news: Values) {
    if (plain(olds.asked) !== plain(news.asked)) await this.ask(news);
    return { outs: news };
  }

  delete(): Promise<void> {
    return Promise.resolve();
  }

  private async ask(inputs: Values): Promise<void> {
    const hosts = this.questions.get(String(plain(inputs.asked)));
    if (hosts === undefined) throw new Error("the hosts' documents were not checked before");
    await ask(hosts);
  }
}

const keys = [
  "hosts",
  "registrar",
  "region",
  "user",
  "service",
  "stores",
  "asked",
] as const satisfies readonly (keyof PrecheckState)[];

/** Of all that is asked; undefined where some of it is not known yet. */
function digest(questions: Pick<PrecheckArgs, "hosts" | "generations">): string | undefined {
  return isKnown(questions)
    ? createHash("sha256").update(JSON.stringify(questions)).digest("hex")
    : undefined;
}

function isKnown(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value !== undefined;
  return Object.values(value).every(isKnown);
}

/** In the engine's wrapping: a digest of passwords would let somebody try guesses. */
function secret(value: string | undefined): Values | undefined {
  return value === undefined ? undefined : { [specialSigKey]: specialSecretSig, value };
}
