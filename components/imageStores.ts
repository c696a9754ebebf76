import type { ComponentResourceOptions } from "@pulumi/pulumi";
import {
  defaultBackend,
  enabledBackends,
  fileBackend,
  swiftBackend,
} from "../releases/meanings/stores";
import { apiReads, Part, pathOf, settingsOf, type Target } from "./part";

export interface ImageStoresArgs extends Target {
  /** The store for new images: `swift`, or `file` as the guide says of the default. */
  readonly defaultStore: "swift" | "file";
}

/**
 * Procedure 5.5, step 1: which store new images go to. The file and http stores stay enabled
 * beside Swift, so that images kept there are still served.
 */
export class ImageStores extends Part {
  constructor(name: string, args: ImageStoresArgs, opts?: ComponentResourceOptions) {
    const swift = args.defaultStore === "swift" ? [`${swiftBackend}:swift`] : [];
    const stores = [`${fileBackend}:file`, "http:http", ...swift];
    super(
      "ImageStores",
      name,
      {
        image: {
          ...settingsOf(args, [
            [enabledBackends, stores.join(",")],
            [defaultBackend, args.defaultStore === "swift" ? swiftBackend : fileBackend],
          ]),
          // Which sections Glance reads depends on the stores.
          validations: [{ kind: "oslo", path: pathOf("glance-api.conf", args.platform) }],
          units: apiReads(args),
        },
      },
      opts,
    );
  }
}
