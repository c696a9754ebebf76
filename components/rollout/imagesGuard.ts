import { remote } from "@pulumi/command";
import { ComponentResource, type ComponentResourceOptions, type Resource } from "@pulumi/pulumi";
import { imagesCommand } from "../../host/command";
import type { Reach } from "./host";

export interface ImagesGuardArgs extends Reach {
  /** False: the stack may be undone although there are images. */
  readonly asks: boolean;
  /** All that goes only after it has been asked: the hosts' transactions, the proof. */
  readonly before: readonly Resource[];
}

/**
 * Asked first of all by `pulumi destroy`: it fails while the Image service has images, and nothing
 * has been undone by then, nor has the state forgotten what would contact a host when it is made anew. It reaches no host but for that: its command has a `delete` and neither
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
      { parent: this, dependsOn: [...args.before] },
    );
    this.registerOutputs({});
  }
}
