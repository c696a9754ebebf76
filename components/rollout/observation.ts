import {
  CustomResource,
  type CustomResourceOptions,
  type Input,
  type Output,
} from "@pulumi/pulumi";
import type { types } from "@pulumi/command";
import type { SecretInput } from "../../host/document/secretInput";
import type { ProgramCopy } from "../../host/observer/observation";

export interface ObservationArgs {
  /** How SSH reaches the host. */
  readonly connection: Input<types.input.remote.ConnectionArgs>;
  /** The command that observes. */
  readonly command: string;
  /** What it gets on stdin, if anything; secret. */
  readonly stdin?: SecretInput;
  /** The command that leaves nothing of the stack there. */
  readonly leave: string;
  /** Exits 0 where the stack's ledger is on the host. */
  readonly ledger: string;
  /** The program's copy to put there; missing where an administrator has installed it. */
  readonly copy?: ProgramCopy;
}

/**
 * The program on a host, and what the host really has, held against what the last transaction left there. `pulumi preview` and
 * `up` look only with `--refresh`, which shows each drifted item of `drift`; `up --refresh` then
 * raises `generation`, and the host's transaction, which takes it as an input, repairs. When it goes it
 * leaves nothing of the stack there, also of a transaction that was cut off before Pulumi heard of it.
 * Served by
 * the plugin in host/observer, whose name is not the configuration's namespace: the engine would keep
 * all of the configuration with it.
 */
export class Observation extends CustomResource {
  /** How often drift was found here. */
  declare readonly generation: Output<number>;

  constructor(host: string, args: ObservationArgs, opts?: CustomResourceOptions) {
    super(
      "observer:index:Observation",
      `${host}-observation`,
      { ...args, drift: {}, generation: undefined },
      opts,
    );
  }
}
