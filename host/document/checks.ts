/** What a document lets the host try before it changes a thing: logins, and files that are staged. */
import type { Credentials } from "./identity";
import type { Reads } from "./reads";
import type { StoreLogin } from "./stores";

/** A prerequisite: the very credentials about to be written must be good. */
export type Check =
  | { readonly kind: "database"; readonly url: string; readonly component: string }
  | {
      readonly kind: "broker";
      readonly transportUrl: string;
      readonly reads?: Reads;
      readonly component: string;
    }
  | ({
      readonly kind: "identity";
      /** The endpoint of Keystone's by which tokens are checked; null: none of the catalogue. */
      readonly interface?: "admin" | "internal" | null;
      readonly reads?: Reads;
      readonly component: string;
    } & Credentials)
  | (StoreLogin & { readonly component: string })
  /**
   * glance-api is started as the stack believes: under a WSGI server where its script sets the variable,
   * else by its own, which reads where to listen from glance-api.conf.
   */
  | {
      readonly kind: "start";
      readonly script: string;
      readonly variable: string;
      readonly isSet: boolean;
      readonly component: string;
    }
  /** The file store takes one directory or several, and not both. */
  | {
      readonly kind: "fileStore";
      readonly directory: string;
      readonly reads: Reads;
      readonly component: string;
    };

/**
 * A file that is held against the parser of the service that reads it, after it was staged and
 * before it is in place, where the transaction changes it. `oslo` reads an ini file of Glance's with
 * oslo.config and Glance's own option definitions; `swiftReferences` and `filesystemMetadata` read as
 * glance_store does (procedures 5.5 and 5.11); `haproxy` is `haproxy -c`, for a changed certificate,
 * too; `firewall` tests the saved rules, wherever the host keeps them (procedure 5.6).
 */
export type Validation =
  | {
      readonly kind: "oslo" | "swiftReferences" | "filesystemMetadata" | "haproxy";
      readonly path: string;
      readonly component: string;
    }
  | { readonly kind: "firewall"; readonly component: string };
