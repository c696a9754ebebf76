import { remote } from "@pulumi/command";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import { imagesCommand } from "../host/command";
import type { Host, Reach } from "./host";

export interface ImagesGuardArgs extends Reach {
  /** False: the stack may be undone although there are images. */
  readonly asks: boolean;
  /** The hosts that are undone only after it has been asked. */
  readonly hosts: readonly Host[];
}

/**
 * Asked first of all by `pulumi destroy`: it fails while the Image service has images, and nothing
 * has been undone by then. It reaches no host but for that: its command has a `delete` and neither
 * `create` nor `update`, for which the provider dials nothing.
 *
 * It is made even where it does not ask: its own removal would be a last question.
 */
export class ImagesGuard extends ComponentResource {
  constructor(name: string, args: ImagesGuardArgs, opts?: ComponentResourceOptions) {
    super("glance:index:ImagesGuard", name, {}, opts);
    const { connection, asks } = args;
    new remote.Command(
      name,
      {
        connection,
        ...(asks ? { delete: imagesCommand(args) } : {}),
        logging: "stderr",
        addPreviousOutputInEnv: false,
      },
      { parent: this, dependsOn: args.hosts.map(({ done }) => done) },
    );
    this.registerOutputs({});
  }
}
