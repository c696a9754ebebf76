/** `observer:index:RollCall`, the one of a stack: after the hosts' transactions. */
import type { DiffResult } from "@pulumi/pulumi/provider";
import type { Kind, Values } from "./kind";
import type { Observations } from "./observations";
import { plain } from "./values";

/**
 * Are all hosts there that Pulumi believes in? A host whose undo failed, or was cut off by the end of a
 * `pulumi destroy`, stays in the state as if it were whole, and the next `up` finds nothing to do on it.
 * Pulumi removes this resource before any host, so it has to make it again by then; and a host that an
 * `up` was about to remove is not among its names any more. This asks such hosts.
 */
export class RollCalls implements Kind {
  constructor(private readonly observations: Observations) {}

  check(_urn: string, _olds: Values, news: Values) {
    return Promise.resolve({ inputs: news });
  }

  diff(olds: Values, news: Values): Promise<DiffResult> {
    const changes = JSON.stringify(namesOf(olds)) !== JSON.stringify(namesOf(news));
    return Promise.resolve({ changes });
  }

  async create(_urn: string, inputs: Values) {
    await this.call(namesOf(inputs));
    return { id: "rollcall", outs: inputs };
  }

  /** There is nothing to look at: an observation looks at each host. */
  read(id: string, props: Values) {
    return Promise.resolve({ id, props, inputs: props });
  }

  async update(_id: string, olds: Values, news: Values) {
    const before = namesOf(olds);
    await this.call(namesOf(news).filter((name) => !before.includes(name)));
    return { outs: news };
  }

  delete(): Promise<void> {
    return Promise.resolve();
  }

  private async call(names: readonly string[]): Promise<void> {
    const answers = await Promise.all(
      names.map(async (name) => ({ name, missing: await this.observations.missing(name) })),
    );
    const lines = answers.flatMap(({ name, missing }) =>
      missing === undefined ? [] : [`${name}: ${missing}`],
    );
    if (lines.length === 0) return;
    throw new Error(
      "the last pulumi destroy or up was about to undo hosts and did not end; Pulumi takes them for " +
        `whole, and they are not:\n${lines.join("\n")}\n` +
        "Either way goes on from here. To have the stack:\npulumi up --refresh\nTo be rid of it:\npulumi destroy",
    );
  }
}

function namesOf(values: Values): readonly string[] {
  return (plain(values.hosts) ?? []) as readonly string[];
}
