import {
  CustomResource,
  type CustomResourceOptions,
  type Input,
  type Output,
} from "@pulumi/pulumi";
import type { types } from "@pulumi/command";

export interface ObservationArgs {
  /** How SSH reaches the host. */
  readonly connection: Input<types.input.remote.ConnectionArgs>;
  /** The command that observes. */
  readonly command: string;
  /** What it gets on stdin, if anything; secret. */
  readonly stdin?: Input<string>;
}

/**
 * What a host really has, held against what the last transaction left there. `pulumi preview` and
 * `up` look only with `--refresh`, which shows each drifted item of `drift`; `up --refresh` then
 * raises `generation`, and the host's transaction, which takes it as an input, repairs. Served by
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
