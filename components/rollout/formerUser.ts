import { remote } from "@pulumi/command";
import { ComponentResource, type ComponentResourceOptions, type Resource } from "@pulumi/pulumi";
import { retireCommand } from "../../host/command";
import type { RetireRequest } from "../../host/document/requests";
import type { Reach } from "./host";

export interface FormerUserArgs extends Reach {
  /** The host that makes the Keystone records. */
  readonly host: string;
  /** The Image service's user in Keystone: its name, domain, and its role in a project. */
  readonly identity: Pick<RetireRequest, "user" | "domain" | "project" | "role">;
  /** What comes first: all hosts that log in as the user, and the endpoints. */
  readonly after: readonly Resource[];
}

/**
 * The end of a change from one user of Keystone to another: once all hosts have switched, the former
 * user goes, if this program made it and nobody else uses it, and so does a former role. It contacts
 * the host only when user, domain, project or role has changed.
 */
export class FormerUser extends ComponentResource {
  constructor(name: string, args: FormerUserArgs, opts?: ComponentResourceOptions) {
    super("glance:index:Retirement", name, {}, opts);
    const { stack, host, identity } = args;
    const request: RetireRequest = { format: 1, stack, host, ...identity };
    new remote.Command(
      name,
      {
        connection: args.connection,
        // A new stack has no former user: only an update has something to do.
        update: retireCommand(args),
        stdin: JSON.stringify(request),
        logging: "stderr",
        addPreviousOutputInEnv: false,
      },
      { parent: this, dependsOn: [...args.after] },
    );
    this.registerOutputs({});
  }
}
