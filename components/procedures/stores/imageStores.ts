import type { ComponentResourceOptions } from "@pulumi/pulumi";
import {
  defaultBackend,
  enabledBackends,
  fileBackend,
  swiftBackend,
} from "../../../releases/meanings/stores";
import type { Contribution } from "../../../host/document/contribution";
import { offers, storeChoice } from "../../../releases/features";
import { apiReads, Part, pathOf, settingsOf, type Target } from "../part";

export interface ImageStoresArgs extends Target {
  /** The store for new images: `swift`, or `file` as the guide says of the default. */
  readonly defaultStore: "swift" | "file";
  /** What may go or be replaced although images lie in it: stores by name, the database. */
  readonly abandon: { readonly stores: readonly string[]; readonly database: boolean };
}

/**
 * Procedure 5.5, step 1: which store new images go to. The file and http stores stay enabled
 * beside Swift, so that images kept there are still served. A store that a host has beside these goes
 * only where no image lies in it, or where it may be abandoned.
 */
export class ImageStores extends Part {
  constructor(name: string, args: ImageStoresArgs, opts?: ComponentResourceOptions) {
    super(
      "ImageStores",
      name,
      {
        image: {
          ...settingsOf(args, [
            [enabledBackends, stores(args).join(",")],
            [defaultBackend, args.defaultStore === "swift" ? swiftBackend : fileBackend],
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
function stores({ release, defaultStore }: ImageStoresArgs): readonly string[] {
  const swift = defaultStore === "swift";
  return offers(storeChoice, release)
    ? [`${fileBackend}:file`, "http:http", ...(swift ? [`${swiftBackend}:swift`] : [])]
    : ["file", "http", ...(swift ? ["swift"] : [])];
}
