import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { allowedDirectUrlSchemes, imageFilesystems } from "../releases/meanings/compute";
import { place, type Meaning } from "../releases/release";
import type { IniKey } from "../host/localImages";
import { listed, pathOf, Part, type Target } from "./part";

export interface ComputeDirectAccessArgs extends Target {
  /** The name of the file system's entry in nova.conf. */
  readonly entry: string;
}

/**
 * Procedure 5.12: Nova copies images from the shared file system. Each host finds the file system's id
 * and mount point itself: on the first image host nobody else knows them beforehand, and all others
 * hold theirs against that host's. After the files are in place the host looks whether what Nova reads
 * there lets it copy. Releases to Ocata only; Nova lost it in Pike. Throws {@link SettingGone} for a
 * newer one.
 */
export class ComputeDirectAccess extends Part {
  constructor(name: string, args: ComputeDirectAccessArgs, opts?: ComponentResourceOptions) {
    const { platform, release, entry } = args;
    const nova = pathOf("nova.conf", platform);
    const filesystem = {
      id: { of: "filesystemId" },
      mountpoint: { of: "filesystemMountPoint" },
    } as const;
    const names = (meaning: Meaning): readonly IniKey[] => {
      const { section, key, supersedes } = place(meaning, release);
      return [{ section, key }, ...supersedes.map((older) => keyOf(older))];
    };
    super(
      "ComputeDirectAccess",
      name,
      {
        compute: {
          settings: { [nova]: { [`image_file_url:${entry}`]: filesystem } },
          ...listed(args, [
            [allowedDirectUrlSchemes, { item: "file", into: "always" }],
            [imageFilesystems, { item: entry, into: "always" }],
          ]),
          directLoading: {
            // nova-compute reads a file of its own name, too, where there is one.
            files: [nova, nova.replace(/nova\.conf$/, "nova-compute.conf")],
            entry,
            schemes: names(allowedDirectUrlSchemes),
            filesystems: names(imageFilesystems),
          },
          units: { [platform.computeUnit]: [nova] },
        },
      },
      opts,
    );
  }
}

function keyOf({ section, key }: IniKey): IniKey {
  return { section, key };
}
