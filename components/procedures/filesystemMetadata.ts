import type { ComponentResourceOptions, Input } from "@pulumi/pulumi";
import {
  imagesDirectories,
  imagesDirectory,
  metadataFile,
  showMultipleLocations,
} from "../../releases/meanings/filesystem";
import { locationPolicy } from "../../releases/policies";
import { isAtLeast } from "../../releases/release";
import type { Platform } from "../../platforms/platform";
import { apiReads, Procedure, reads, settingsOf, type Target } from "./procedure";

export interface FilesystemMetadataArgs extends Target {
  /** Where the JSON document stands. */
  readonly metadataFile: string;
  /** The file store's directory; its mount point is found on the host, as the guide does with df. */
  readonly imagesDirectory: string;
  /** The id for a file system that has none yet. One that a host already has is kept. */
  readonly id: Input<string>;
  /** Whether `id` is settled: a host with another one is then refused. */
  readonly idIsFixed: boolean;
  /**
   * A file in that directory by which hosts that share it know that they do; null where nothing is
   * shared. The first image host writes it.
   */
  readonly tokenFile: string | null;
  /** Whether Nova copies images by itself (procedure 5.12), and so has to see where they lie. */
  readonly novaReads: boolean;
}

/**
 * Procedures 5.9 and 5.11: the file store's id and mount point as a JSON document, and images'
 * locations exposed, so that Compute can find their files; and a policy that lets only administrators
 * and services change them (OSSN-0065).
 */
export class FilesystemMetadata extends Procedure {
  constructor(name: string, args: FilesystemMetadataArgs, opts?: ComponentResourceOptions) {
    const { platform, release } = args;
    const { path, content } = locationPolicy(release, args.novaReads);
    const policyFile = `${platform.glanceDirectory}/${path}`;
    super(
      "FilesystemMetadata",
      name,
      {
        image: {
          ...settingsOf(args, [
            [showMultipleLocations, "True"],
            [metadataFile, args.metadataFile],
            ...(isLeftOut(args) ? [] : ([[imagesDirectory, args.imagesDirectory]] as const)),
          ]),
          files: {
            [policyFile]: { owner: "root", group: platform.glanceGroup, mode: "0640", content },
          },
          metadata: {
            path: args.metadataFile,
            id: args.id,
            idIsFixed: args.idIsFixed,
            imagesDirectory: args.imagesDirectory,
            owner: "root",
            group: platform.glanceGroup,
            mode: "0640",
          },
          ...(args.tokenFile === null ? {} : { token: token(args.tokenFile, platform) }),
          checks: [
            {
              kind: "fileStore",
              directory: args.imagesDirectory,
              reads: reads(args, { several: imagesDirectories }),
            },
          ],
          validations: [{ kind: "filesystemMetadata", path: args.metadataFile }],
          units: apiReads(args, args.metadataFile, policyFile),
        },
      },
      opts,
    );
  }
}

/** It is no secret, and root of another host may be nobody to an NFS server. */
function token(path: string, { glanceUser, glanceGroup }: Platform) {
  return { path, owner: glanceUser, group: glanceGroup, mode: "0644" };
}

/** Juno's packages set the guide's directory themselves, and the guide leaves it at that. */
function isLeftOut({ release, imagesDirectory }: FilesystemMetadataArgs): boolean {
  return !isAtLeast(release, "kilo") && imagesDirectory === "/var/lib/glance/images";
}
