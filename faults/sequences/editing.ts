/** The commands of a sequence that change the stack's file, or a machine by hand. */
import type { AsyncCommand } from "fast-check";
import type { Deed } from "./cloud";
import { nameOf, renamed, withHost, withoutHost, type Wanted } from "./wanted";
import type { Model, World } from "./world";

/** Names that hosts may have: more than there are machines, so that names go and come back. */
const names = ["image1", "image2", "image3", "image4"];

/** A change of the stack's file; what it makes of it, or null where it makes no sense. */
abstract class Edit implements AsyncCommand<Model, World> {
  abstract of(wanted: Wanted, world: readonly string[]): Wanted | null;
  abstract toString(): string;

  constructor(protected readonly machines: readonly string[]) {}

  check({ wanted }: Readonly<Model>): boolean {
    return this.of(wanted, this.machines) !== null;
  }

  run(model: Model, world: World): Promise<void> {
    model.wanted = this.of(model.wanted, this.machines) ?? model.wanted;
    const hosts = Object.entries(model.wanted.hosts).map((each) => each.join(" is "));
    world.note(`${this.toString()}: ${hosts.join(", ")}`);
    return Promise.resolve();
  }
}

/** One key gets another value. */
export class Change extends Edit {
  constructor(
    machines: readonly string[],
    private readonly limit: number,
  ) {
    super(machines);
  }

  of(wanted: Wanted): Wanted | null {
    return wanted.limit === this.limit ? null : { ...wanted, limit: this.limit };
  }

  toString(): string {
    return `limit_param_default = ${this.limit}`;
  }
}

/** The stack gets another region. */
export class Region extends Edit {
  of(wanted: Wanted): Wanted {
    return { ...wanted, region: wanted.region === "RegionOne" ? "RegionTwo" : "RegionOne" };
  }

  toString(): string {
    return "other region";
  }
}

/** Swift is added or dropped. */
export class Store extends Edit {
  of(wanted: Wanted): Wanted {
    return { ...wanted, swift: !wanted.swift };
  }

  toString(): string {
    return "other store";
  }
}

/** A change of one host, the one of that number in turn. */
abstract class HostEdit extends Edit {
  constructor(
    machines: readonly string[],
    protected readonly number: number,
  ) {
    super(machines);
  }

  protected host({ hosts }: Wanted): string {
    return pick(Object.keys(hosts), this.number) ?? "";
  }

  protected freeName({ hosts }: Wanted): string | undefined {
    return pick(
      names.filter((name) => !(name in hosts)),
      this.number,
    );
  }

  protected freeMachine(wanted: Wanted): string | undefined {
    return pick(
      this.machines.filter((machine) => nameOf(wanted, machine) === undefined),
      this.number,
    );
  }
}

/** A host gets another name; the machine is the same. */
export class Rename extends HostEdit {
  of(wanted: Wanted): Wanted | null {
    const other = this.freeName(wanted);
    return other === undefined ? null : renamed(wanted, this.host(wanted), other);
  }

  toString(): string {
    return `rename a host (${this.number})`;
  }
}

/** A host leaves the stack, as long as one stays. */
export class Remove extends HostEdit {
  of(wanted: Wanted): Wanted | null {
    return Object.keys(wanted.hosts).length < 2 ? null : withoutHost(wanted, this.host(wanted));
  }

  toString(): string {
    return `remove a host (${this.number})`;
  }
}

/** A machine joins the stack. */
export class Add extends HostEdit {
  of(wanted: Wanted): Wanted | null {
    const [name, machine] = [this.freeName(wanted), this.freeMachine(wanted)];
    return name === undefined || machine === undefined ? null : withHost(wanted, name, machine);
  }

  toString(): string {
    return `add a host (${this.number})`;
  }
}

/** A host's address is now another machine's. */
export class Move extends HostEdit {
  of(wanted: Wanted): Wanted | null {
    const machine = this.freeMachine(wanted);
    return machine === undefined ? null : withHost(wanted, this.host(wanted), machine);
  }

  toString(): string {
    return `another machine behind a host (${this.number})`;
  }
}

const api = "/etc/glance/glance-api.conf";
const metadata = "/etc/glance/filesystem_store_metadata.json";

/** What somebody does on a machine by hand, each seen as one item. */
const deeds: readonly Deed[] = [
  {
    item: "glance-api.conf [DEFAULT] limit_param_default",
    command: `sed -i 's/^limit_param_default = .*/limit_param_default = 99/' .${api}`,
  },
  {
    item: "glance-api.conf [keystone_authtoken] region_name",
    command: `sed -i '/^region_name/d' .${api}`,
  },
  { item: `${api} mode`, command: `chmod 0666 .${api}` },
  { item: metadata, command: `rm .${metadata}` },
];

/** Somebody changes a machine that the stack has set up. */
export class ByHand implements AsyncCommand<Model, World> {
  constructor(
    private readonly machine: number,
    private readonly deed: number,
  ) {}

  check({ applied, wanted, settled, drift }: Readonly<Model>): boolean {
    const machine = this.chosen(wanted);
    const same = applied !== null && settled && JSON.stringify(applied) === JSON.stringify(wanted);
    return same && machine !== undefined && !drift.has(machine);
  }

  async run({ wanted, drift }: Model, world: World): Promise<void> {
    const [machine, deed] = [this.chosen(wanted), pick(deeds, this.deed)];
    if (machine === undefined || deed === undefined) return;
    await world.cloud.byHand(machine, deed);
    drift.set(machine, deed);
    world.note(`by hand on ${machine}: ${deed.command}`);
  }

  private chosen({ hosts }: Wanted): string | undefined {
    return pick(Object.values(hosts), this.machine);
  }

  toString(): string {
    return `by hand (${this.machine}): ${pick(deeds, this.deed)?.item ?? ""}`;
  }
}

/** The one of that number, counted round. */
function pick<T>(all: readonly T[], number: number): T | undefined {
  return all[number % all.length];
}
