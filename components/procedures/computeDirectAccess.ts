import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { allowedDirectUrlSchemes, imageFilesystems } from "../../releases/meanings/compute";
import { everCalled, has, type Meaning } from "../../releases/release";
import type { IniKey } from "../../host/document/directImageAccess";
import { listed, pathOf, Procedure, settingsOf, type Target } from "./procedure";

export interface ComputeDirectAccessArgs extends Target {
  /** The name of the file system's entry in nova.conf. */
  readonly entry: string;
  /** The file store's directory, as on image hosts. */
  readonly imagesDirectory: string;
}

/**
 * Procedure 5.12: Nova copies images from the shared file system. Each host finds the file system's id
 * and mount point itself: on the first image host nobody else knows them beforehand, and all others
 * hold theirs against that host's. After the files are in place the host looks whether what Nova reads
 * there lets it copy. Newton's and Ocata's Nova finds no entry: without any it copies from Glance's own
 * path, which is the same on both sides. Nova lost it in Pike: throws {@link SettingGone} from there on.
 */
export class ComputeDirectAccess extends Procedure {
  constructor(name: string, args: ComputeDirectAccessArgs, opts?: ComponentResourceOptions) {
    const { platform, release, entry } = args;
    const nova = pathOf("nova.conf", platform);
    const named = has(imageFilesystems, release);
    const filesystem = {
      id: { of: "filesystemId" },
      mountpoint: { of: "filesystemMountPoint" },
    } as const;
    const names = (meaning: Meaning): readonly IniKey[] =>
      everCalled(meaning, release).map(({ section, key }) => ({ section, key }));
    super(
      "ComputeDirectAccess",
      name,
      {
        compute: {
          ...(named
            ? { settings: { [nova]: { [`image_file_url:${entry}`]: filesystem } } }
            : { drops: settingsOf(args, [[imageFilesystems, null]]).drops }),
          ...listed(args, [
            [allowedDirectUrlSchemes, { item: "file", into: "always" }],
            ...(named ? ([[imageFilesystems, { item: entry, into: "always" }]] as const) : []),
          ]),
          directLoading: {
            files: platform.computeFiles,
            entry: named ? entry : null,
            schemes: names(allowedDirectUrlSchemes),
            filesystems: names(imageFilesystems),
            directory: args.imagesDirectory,
            user: platform.computeUser,
          },
          units: { [platform.computeUnit]: [nova] },
        },
      },
      opts,
    );
  }
}
