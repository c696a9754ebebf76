import type { ComponentResourceOptions, Input } from "@pulumi/pulumi";
import { allowedDirectUrlSchemes, imageFilesystems } from "../releases/meanings/compute";
import { listed, pathOf, Part, type Target } from "./part";

export interface ComputeDirectAccessArgs extends Target {
  /** The name of the file system's entry in nova.conf. */
  readonly entry: string;
  /** The file system's id, as the image hosts have it. */
  readonly id: Input<string>;
  /** Where it is mounted. */
  readonly mountPoint: Input<string>;
}

/**
 * Procedure 5.12: Nova copies images from the shared file system. Releases to Ocata only; Nova
 * lost it in Pike. Throws {@link SettingGone} for a newer one.
 */
export class ComputeDirectAccess extends Part {
  constructor(name: string, args: ComputeDirectAccessArgs, opts?: ComponentResourceOptions) {
    const { platform, entry, id, mountPoint } = args;
    const nova = pathOf("nova.conf", platform);
    super(
      "ComputeDirectAccess",
      name,
      {
        compute: {
          settings: { [nova]: { [`image_file_url:${entry}`]: { id, mountpoint: mountPoint } } },
          ...listed(args, [
            [allowedDirectUrlSchemes, { item: "file", into: "always" }],
            [imageFilesystems, { item: entry, into: "always" }],
          ]),
          units: { [platform.computeUnit]: [nova] },
        },
      },
      opts,
    );
  }
}
