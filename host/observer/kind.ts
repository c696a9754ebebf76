/** A kind of resource that the plugin serves, as Pulumi's engine asks for it. */
import type { CheckFailure, DiffResult } from "@pulumi/pulumi/provider";

/** Values as the engine sends them: secrets are wrapped, and some are not known yet. */
export type Values = Readonly<Record<string, unknown>>;

/** What a check gives back: the inputs to go on with, and why they are refused. */
export interface Checked {
  readonly inputs: Values;
  readonly failures?: CheckFailure[];
}

/** A resource as the state is to have it: its id and outputs. */
export interface Created {
  readonly id: string;
  readonly outs: Values;
}

/** A resource as it was found: its outputs, and the inputs that would have made it. */
export interface Found {
  readonly id: string;
  readonly props: Values;
  readonly inputs: Values;
}

export interface Kind {
  /** Looks at inputs before a preview or an update; `olds` is empty for a new resource. */
  check(urn: string, olds: Values, news: Values): Promise<Checked>;
  diff(olds: Values, news: Values): Promise<DiffResult>;
  create(urn: string, inputs: Values): Promise<Created>;
  /** Looks at the real thing; asked for by a refresh. */
  read(id: string, props: Values): Promise<Found>;
  update(id: string, olds: Values, news: Values): Promise<Pick<Created, "outs">>;
  delete(id: string, props: Values): Promise<void>;
}
