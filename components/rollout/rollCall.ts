import { CustomResource, type CustomResourceOptions } from "@pulumi/pulumi";
import type { Host } from "./host";

export interface RollCallArgs {
  /** All hosts. */
  readonly hosts: readonly Host[];
}

/**
 * The end of the hosts' changes, before clients are led to them: are all of them there? It fails, with
 * what to do, where a host that Pulumi takes for whole was left bare or half undone by a `destroy` that did
 * not end. Else it contacts no host. Served by the plugin in host/observer.
 */
export class RollCall extends CustomResource {
  constructor(name: string, { hosts }: RollCallArgs, opts?: CustomResourceOptions) {
    super(
      "observer:index:RollCall",
      name,
      { hosts: hosts.map(({ host }) => host).sort() },
      { ...opts, dependsOn: hosts.map(({ done }) => done) },
    );
  }
}
