/**
 * What a document says of images that Compute copies from the file system itself (guide 5.4.9), and
 * what a host reports of it.
 */
import type { Ownership } from "./ownership";

/**
 * What only the host knows when its files are written: the file system's id and where it is mounted,
 * as the step `metadata` finds them, or `sharing` on a host that has none of Glance.
 */
export type HostFound = "filesystemId" | "filesystemMountPoint";

/**
 * A file that the first image host writes into the images' directory. The host makes up what is in it,
 * and reports that: who sees the same in that place has the same file system, whatever it is called.
 */
export interface TokenFile extends Ownership {
  readonly path: string;
  readonly component: string;
}

/** The first image host's file system, which must be this host's, too. */
export interface FilesystemSharing {
  /** The first image host, for messages. */
  readonly host: string;
  /** The images' directory. */
  readonly directory: string;
  readonly id: string;
  /** Where that host has it mounted: Nova finds an image's path below it (procedure 5.12). */
  readonly mountPoint: string;
  readonly token: {
    readonly path: string;
    /** null: that host wrote none, as in the mode `configuration`, and nothing is looked at. */
    readonly value: string | null;
  };
  readonly component: string;
}

/** A key of an ini file. */
export interface IniKey {
  readonly section: string;
  readonly key: string;
}

/** What Nova must find in its files to copy images by itself (procedure 5.12). */
export interface DirectImageAccessRequest {
  /** Files that Nova reads; of what stands in two of them the later one's counts. */
  readonly files: readonly string[];
  /** The file system's entry; null: Nova finds none of any name, and must have none to look for. */
  readonly entry: string | null;
  /** The list of schemes, by all names that Nova knows; the first one that is set counts. */
  readonly schemes: readonly IniKey[];
  /** The list of entries, likewise. */
  readonly filesystems: readonly IniKey[];
  /** The images' directory, and the system user that copies from it. */
  readonly directory: string;
  readonly user: string;
  readonly component: string;
}

/** Why images are not copied so. */
export interface NoDirectImageAccess {
  readonly inForce: false;
  readonly why: string;
}

/** Direct loading as a host of Compute has found it: in force, or kept from it by what files allow. */
export type DirectImageAccessState = DirectImageAccess | NoDirectImageAccess;

/** Direct loading that is in force. */
export interface DirectImageAccess {
  readonly inForce: true;
  /** The entry in nova.conf; null where Nova copies from Glance's own path without one. */
  readonly entry: string | null;
  readonly id: string;
  readonly mountPoint: string;
}
