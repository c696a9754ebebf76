import type { ComponentResourceOptions } from "@pulumi/pulumi";
import type { Contribution } from "../../host/document/contribution";
import { versionsOf, type AnyRelease, type Service } from "../../releases/history";
import { Procedure, type Target } from "./procedure";

export interface ReleaseArgs extends Target {
  /** The release of Nova on hosts of Compute. */
  readonly computeRelease: AnyRelease;
}

/** Prints the version where a service did not come as a package: from pip, or a checkout. */
const commands: Readonly<Record<Service, readonly string[]>> = {
  glance: ["glance-manage", "--version"],
  nova: ["nova-compute", "--version"],
};

/**
 * The OpenStack release that the stack names is the one that hosts have: Glance's on image hosts,
 * Nova's on hosts of Compute. It is looked at first of all on a host, for what all other procedures say
 * is called as that release calls it.
 */
export class Release extends Procedure {
  constructor(name: string, args: ReleaseArgs, opts?: ComponentResourceOptions) {
    const nova = { ...args, release: args.computeRelease };
    super("Release", name, { image: of("glance", args), compute: of("nova", nova) }, opts);
  }
}

function of(service: Service, { release, platform }: Target): Contribution {
  const packages = platform.packages[service];
  const command = commands[service];
  return {
    versions: [{ service, release, packages, command, releases: versionsOf(service) }],
  };
}
