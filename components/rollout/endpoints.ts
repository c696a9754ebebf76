import { remote } from "@pulumi/command";
import {
  ComponentResource,
  output,
  type ComponentResourceOptions,
  type Resource,
} from "@pulumi/pulumi";
import { publishCommand } from "../../host/command";
import type { PublishRequest } from "../../host/document/requests";
import type { Host, Reach } from "./host";

export interface EndpointsArgs extends Reach {
  /** The host that makes the Keystone records. */
  readonly registrar: Host;
  /** The region, the name of the service record, and the URLs that clients are to find. */
  readonly records: Pick<PublishRequest, "region" | "service" | "endpoints">;
  /** What comes first: all hosts, which serve these URLs once they have changed. */
  readonly after: Resource;
}

/**
 * The end of a change of the API's URLs: once all hosts have changed, Keystone's endpoints lead to the new
 * ones, and those of a former region go. Until then clients are led where they were. A host that fails
 * therefore leaves no catalogue that leads nowhere. Endpoints that are missing are made before, with the
 * other records.
 */
export class Endpoints extends ComponentResource {
  /** What must come after depends on it. */
  readonly done: Resource;

  constructor(name: string, args: EndpointsArgs, opts?: ComponentResourceOptions) {
    super("glance:index:Endpoints", name, {}, opts);
    const { stack, registrar, records } = args;
    const request = output(registrar.observation.generation).apply(
      (generation): PublishRequest => ({
        format: 1,
        stack,
        host: registrar.host,
        ...records,
        generation,
      }),
    );
    this.done = new remote.Command(
      name,
      {
        connection: args.connection,
        create: publishCommand(args),
        stdin: request.apply((known) => JSON.stringify(known)),
        logging: "stderr",
        addPreviousOutputInEnv: false,
      },
      { parent: this, dependsOn: [args.after] },
    );
    this.registerOutputs({});
  }
}
