/** A kind of resource that the plugin serves, as Pulumi's engine asks for it. */
import type {
  CheckResult,
  CreateResult,
  DiffResult,
  ReadResult,
  UpdateResult,
} from "@pulumi/pulumi/provider";

/** Values as the engine sends them: secrets are wrapped, and some are not known yet. */
export type Values = Readonly<Record<string, unknown>>;

export interface Kind {
  /** Looks at inputs before a preview or an update; `olds` is empty for a new resource. */
  check(urn: string, olds: Values, news: Values): Promise<CheckResult>;
  diff(olds: Values, news: Values): Promise<DiffResult>;
  create(urn: string, inputs: Values): Promise<CreateResult>;
  /** Looks at the real thing; asked for by a refresh. */
  read(id: string, props: Values): Promise<ReadResult>;
  update(id: string, olds: Values, news: Values): Promise<UpdateResult>;
  delete(id: string, props: Values): Promise<void>;
}
