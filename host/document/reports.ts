/** What the program says when it has ended well, as one line of JSON on stdout. */
import type { DirectImageAccessState } from "./directImageAccess";

/** What the program says of a transaction, as one line of JSON on stdout. It holds no secret. */
export interface HostReport {
  readonly host: string;
  readonly changed: boolean;
  /** A line a change, with who asked for it: `Tls: package haproxy installed`. */
  readonly changes: readonly string[];
  /**
   * What an undo leaves: what someone else has changed since, and packages. A line each, also said
   * while it runs: `Tls: packages stay installed: haproxy`.
   */
  readonly left: readonly string[];
  readonly restarted: readonly string[];
  readonly filesystem: {
    readonly id: string;
    readonly mountPoint: string;
    /** What stands in the file that {@link TokenFile} asks for; null where none was asked for. */
    readonly token: string | null;
  } | null;
  readonly directLoading: DirectImageAccessState | null;
  readonly identity: {
    readonly userId: string;
    readonly serviceId: string;
    readonly endpointIds: Readonly<Record<string, string>>;
  } | null;
  readonly schema: "synced" | "current" | null;
  /** Seconds the transaction took on the host. */
  readonly seconds: number;
}

/** What was published, as one line of JSON on stdout. */
export interface PublishReport {
  readonly host: string;
  readonly changed: boolean;
  /** A line a record: `IdentityRecords: endpoint public North http://… → https://…`. */
  readonly changes: readonly string[];
}

/** What was retired, as one line of JSON on stdout. */
export interface RetireReport {
  readonly host: string;
  readonly changed: boolean;
  /** A line a record: `IdentityRecords: user 5f3c… removed`. */
  readonly changes: readonly string[];
}

/** What the proof found, as one line of JSON on stdout. */
export interface ProofReport {
  readonly passed: true;
  readonly images: readonly {
    readonly uploadedThrough: string;
    readonly downloadedThrough: readonly string[];
    readonly store: string;
    readonly sha256: string;
  }[];
  /** `container/object` in Swift, an entry an image, null where Swift is not the store. */
  readonly objects: readonly string[] | null;
  /** Event types that arrived, `image.upload`, …; null where there is no broker. */
  readonly notifications: readonly string[] | null;
  /** The file system metadata that a location carried; null where there is no file store. */
  readonly filesystem: { readonly id: string; readonly mountPoint: string } | null;
  /** What could not be proven although nothing is wrong, a sentence each. */
  readonly unproven: readonly string[];
  readonly seconds: number;
}
