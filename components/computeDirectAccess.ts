import type { ComponentResourceOptions, Input } from "@pulumi/pulumi";
import { allowedDirectUrlSchemes, imageFilesystems } from "../releases/meanings/compute";
import { pathOf, Part, settingsOf, type Target } from "./part";

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
    const { settings, drops } = settingsOf(args, [
      [allowedDirectUrlSchemes, "file"],
      [imageFilesystems, entry],
    ]);
    super(
      "ComputeDirectAccess",
      name,
      {
        compute: {
          settings: {
            ...settings,
            [nova]: {
              ...settings[nova],
              [`image_file_url:${entry}`]: { id, mountpoint: mountPoint },
            },
          },
          drops,
          units: { [platform.computeUnit]: [nova] },
        },
      },
      opts,
    );
  }
}
