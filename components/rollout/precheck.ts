import { CustomResource, type CustomResourceOptions } from "@pulumi/pulumi";
import type { Foundation } from "../../host/observer/precheck";
import type { Settings } from "../../settings/schema";
import { storesOf } from "../procedures/stores";
import type { Asked, Host } from "./host";

export interface PrecheckArgs extends Omit<Foundation, "hosts"> {
  readonly hosts: Readonly<Record<string, Asked>>;
  /** All hosts, on which the program is by then. */
  readonly present: readonly Host[];
}

/**
 * The question before the change: every host is asked whether all of it could be made true (logins,
 * region, records, stores, release), and only when all say so does the first of them change. It is
 * asked again when anything of it has changed. What leaves the stack is said by each preview, from the
 * state alone.
 *
 * Served by the plugin in host/observer: a command would keep all documents in the state once more.
 */
export class Precheck extends CustomResource {
  constructor(name: string, { present, ...args }: PrecheckArgs, opts?: CustomResourceOptions) {
    const generations = Object.fromEntries(
      present.map(({ host, observation }) => [host, observation.generation]),
    );
    super("observer:index:Precheck", name, { ...args, generations }, opts);
  }
}

/** What the stack stands on, as its configuration says it. */
export function foundation(settings: Settings, registrar: string): Omit<Foundation, "hosts"> {
  const { region, identity, filesystem } = settings;
  return {
    registrar,
    region,
    user: `${identity.user} of domain ${identity.domain}`,
    service: identity.service,
    stores: {
      file: filesystem?.imagesDirectory ?? "/var/lib/glance/images",
      ...Object.fromEntries(storesOf(settings).map(({ kind, place }) => [kind, place])),
    },
  };
}
