import type { ComponentResourceOptions, Input } from "@pulumi/pulumi";
import {
  imagesDirectory,
  metadataFile,
  showMultipleLocations,
} from "../releases/meanings/filesystem";
import { apiReads, Part, settingsOf, type Target } from "./part";

export interface FilesystemMetadataArgs extends Target {
  /** Where the JSON document stands. */
  readonly metadataFile: string;
  /** The file store's directory; its mount point is found on the host, as the guide does with df. */
  readonly imagesDirectory: string;
  /** The id for a file system that has none yet. One that a host already has is kept. */
  readonly id: Input<string>;
  /** Whether `id` is settled: a host with another one is then refused. */
  readonly idIsFixed: boolean;
}

/**
 * Procedures 5.9 and 5.11: the file store's id and mount point as a JSON document, and images'
 * locations exposed, so that Compute can find their files.
 */
export class FilesystemMetadata extends Part {
  constructor(name: string, args: FilesystemMetadataArgs, opts?: ComponentResourceOptions) {
    const { platform } = args;
    super(
      "FilesystemMetadata",
      name,
      {
        image: {
          ...settingsOf(args, [
            [showMultipleLocations, "True"],
            [metadataFile, args.metadataFile],
            [imagesDirectory, args.imagesDirectory],
          ]),
          metadata: {
            path: args.metadataFile,
            id: args.id,
            idIsFixed: args.idIsFixed,
            imagesDirectory: args.imagesDirectory,
            owner: "root",
            group: platform.glanceGroup,
            mode: "0640",
          },
          validations: [{ kind: "filesystemMetadata", path: args.metadataFile }],
          units: apiReads(args, args.metadataFile),
        },
      },
      opts,
    );
  }
}
