import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { defaultBackend, enabledBackends, fileBackend } from "../../../releases/meanings/stores";
import type { Contribution } from "../../../host/document/contribution";
import { offers, storeChoice } from "../../../releases/features";
import type { StoreKind } from "../../../settings/stores";
import { apiReads, Procedure, pathOf, settingsOf, type Target } from "../procedure";

export interface ImageStoresArgs extends Target {
  /** The stack's own stores by their kinds, the one for new images first; none: they are files. */
  readonly stores: readonly { readonly kind: StoreKind; readonly backend: string }[];
  /** What may go or be replaced although images lie in it: stores by name, the database. */
  readonly abandon: { readonly stores: readonly string[]; readonly database: boolean };
}

/**
 * Procedure 5.5, step 1: which store new images go to. The file and http stores stay enabled
 * beside the stack's own, so that images kept there are still served. A store that a host has beside these goes
 * only where no image lies in it, or where it may be abandoned.
 */
export class ImageStores extends Procedure {
  constructor(name: string, args: ImageStoresArgs, opts?: ComponentResourceOptions) {
    super(
      "ImageStores",
      name,
      {
        image: {
          ...settingsOf(args, [
            [enabledBackends, enabled(args).join(",")],
            [defaultBackend, args.stores[0]?.backend ?? fileBackend],
          ]),
          // Which sections Glance reads depends on the stores.
          validations: [{ kind: "oslo", path: pathOf("glance-api.conf", args.platform) }],
          units: apiReads(args),
          ...abandoned(args),
        },
      },
      opts,
    );
  }
}

function abandoned({ abandon }: ImageStoresArgs): Pick<Contribution, "abandon"> {
  return abandon.stores.length > 0 || abandon.database ? { abandon } : {};
}

/** Where they have names of their own, each is named before its type. */
function enabled({ release, stores }: ImageStoresArgs): readonly string[] {
  return offers(storeChoice, release)
    ? [`${fileBackend}:file`, "http:http", ...stores.map((each) => `${each.backend}:${each.kind}`)]
    : ["file", "http", ...stores.map(({ kind }) => kind)];
}
