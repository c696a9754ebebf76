/** What the program is asked beside a document: to publish, to retire, to prove. */
import type { Reads } from "./reads";
import type { Credentials, EndpointUrls } from "./identity";
import type { StoreLookup } from "./stores";

/**
 * Asks the identity host to lead clients to the URLs that all hosts serve by now (see
 * `host/program/glance_host/identity/publish.py`). It holds no secret: the host's ledger knows how to become
 * administrator.
 */
export interface PublishRequest {
  readonly format: 1;
  readonly stack: string;
  readonly host: string;
  readonly region: string;
  readonly endpoints: EndpointUrls;
  /** The service's name: it is there to differ when the service does. */
  readonly service: string;
  /** How often drift was found on the host: what its transaction then left to this is done, too. */
  readonly generation: number;
}

/**
 * Asks the identity host to retire the user that the stack had before, once all hosts log in as the
 * new one (see `host/program/glance_host/identity/retire.py`). It holds no secret: the host's ledger knows how
 * to become administrator. What stands in it beyond stack and host is there to differ when the user
 * does.
 */
export interface RetireRequest {
  readonly format: 1;
  readonly stack: string;
  readonly host: string;
  readonly user: string;
  readonly domain: string;
  readonly project: string;
  readonly role: string;
}

/** What the proof is asked to do; the first image host runs it (see `host/program/glance_host/proof/proof.py`). */
export interface ProofRequest {
  readonly format: 1;
  readonly host: string;
  readonly program: string;
  readonly secrets: readonly string[];
  /** Image hosts' own API addresses: `{name: "image1", url: "https://10.0.0.11:9292"}`. */
  readonly apis: readonly { readonly name: string; readonly url: string }[];
  /** PEM: whom to trust for https, and the client certificate where Glance demands one. */
  readonly tls: {
    readonly caCertificate: string | null;
    /** The name that certificates must carry: hosts are reached by their addresses. */
    readonly serverName: string | null;
    readonly clientCertificate: string | null;
    readonly clientPrivateKey: string | null;
  };
  readonly identity: Credentials;
  /** The store for new images, where there is another than the file store. */
  readonly store: StoreLookup | null;
  readonly broker: {
    readonly transportUrl: string;
    readonly exchange: string;
    readonly reads?: Reads;
  } | null;
  /** Whether data goes with its image or later. */
  readonly reads?: Reads;
  /**
   * The file store, where it is exposed to Compute: its name, by which version of the API a client
   * can choose it, and the metadata that its images must carry.
   */
  readonly filesystem: {
    readonly store: string;
    readonly api: "v1" | "v2";
    readonly id: string;
  } | null;
  /** Bytes of the test image. */
  readonly bytes: number;
  readonly timeoutSeconds: number;
  /** Digest of what must be proven again when it changes. */
  readonly of: string;
}
