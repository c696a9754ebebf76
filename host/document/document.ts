import type {
  DirectLoadingRequest,
  DirectLoadingState,
  FilesystemSharing,
  HostFound,
  IniKey,
  TokenFile,
} from "./directImageAccess";
import type { Ownership } from "./ownership";

/**
 * The document: everything that must be true of one host, merged from the contributions of all
 * components. It travels once, compressed, in the secret stdin of the host's one transaction, and
 * `host/program` makes it true. Field names are the contract between the two; paths are absolute.
 *
 * Every item names the component that asked for it, so that a host's error can.
 */
export interface HostDocument {
  /** Version of this format; the program refuses another. */
  readonly format: 1;
  /** Names the ledger on the host: `<project>-<stack>`. One host may serve several stacks. */
  readonly stack: string;
  /** The host's name in the stack's configuration, for messages. */
  readonly host: string;
  /** sha256 of the program archive that must be the one reading this. */
  readonly program: string;
  /** Raised when an observation found drift: the same document again, and nothing remembered is believed. */
  readonly generation: number;
  /** Raw secrets, so that the program can mask them (plain and percent-encoded) in all it prints. */
  readonly secrets: readonly string[];
  readonly versions: readonly ServiceVersion[];
  readonly packages: readonly Package[];
  readonly mounts: readonly Mount[];
  readonly settings: readonly IniFile[];
  readonly files: readonly ManagedFile[];
  readonly metadata: FilesystemMetadataFile | null;
  readonly token: TokenFile | null;
  /** Missing: nothing that has images may be left. */
  readonly abandon?: Abandon;
  readonly sharing: FilesystemSharing | null;
  readonly directLoading: DirectLoadingRequest | null;
  readonly firewall: readonly FirewallOpening[];
  readonly identity: IdentityRequest | null;
  readonly checks: readonly Check[];
  readonly validations: readonly Validation[];
  readonly schema: SchemaSync | null;
  readonly units: readonly Unit[];
  readonly health: readonly HealthProbe[];
}

/**
 * The OpenStack release that a service on the host must be of, looked at before anything is written:
 * a service ignores settings that its release calls otherwise, and says nothing.
 */
export interface ServiceVersion {
  readonly service: "glance" | "nova";
  /** The release that the stack names: `zed`. */
  readonly release: string;
  /** Packages that carry the service's own version; the first one that is installed tells it. */
  readonly packages: readonly string[];
  /** Where none of them is installed: prints the service's version, `25.1.0`. */
  readonly command: readonly string[];
  /**
   * The version of the service by release: `{zed: "25"}`, of the first two releases `2014.2` and
   * `2015.1`. With all of them the host can name the release that it has instead.
   */
  readonly releases: Readonly<Record<string, string>>;
  readonly component: string;
}

/** A package of the host's own package manager, installed when missing, never upgraded. */
export interface Package {
  readonly name: string;
  readonly component: string;
}

/** A file system mounted by a systemd mount unit of ours (procedure 5.10). */
export interface Mount {
  /** What is mounted: `server:/volume` for Gluster. */
  readonly source: string;
  /** File system type, `glusterfs`. */
  readonly type: string;
  readonly mountPoint: string;
  /** Mount options, comma separated: `defaults,_netdev`. */
  readonly options: string;
  /** Owner, group and octal mode of the mounted root directory; null leaves them alone. */
  readonly ownership: Ownership | null;
  /** Units that must never start without it (a drop-in with RequiresMountsFor). */
  readonly requiredBy: readonly string[];
  readonly component: string;
}

/** One ini file that others wrote too: edited key by key with crudini. */
export interface IniFile {
  readonly path: string;
  /** Used only where the file does not exist yet. */
  readonly ownership: Ownership;
  /** section → key → value as it must stand in the file, already in the form the release reads. */
  readonly set: Readonly<Record<string, Readonly<Record<string, SettingValue>>>>;
  /** section → key → component: older names that must not stand beside the new ones. */
  readonly drop: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface SettingValue {
  /** Empty where the host finds it. */
  readonly value: string;
  /** What the host finds and writes as the value. */
  readonly of?: HostFound;
  /** true: an observation says of it only whether it differs. */
  readonly secret?: boolean;
  /** `value` is one item of a list that others add to; missing: it is the whole value. */
  readonly list?: ListItem;
  readonly component: string;
}

/**
 * When an item is put into a list of items with commas between: `always`, or `whereSet`, only into a
 * list that stands there, since the service's own default has it.
 */
export type ListItem = "always" | "whereSet";

/** A whole file of ours. */
export interface ManagedFile extends Ownership {
  readonly path: string;
  readonly content: string;
  readonly component: string;
}

/**
 * The JSON document that tells Compute where the images' file system is mounted (procedure 5.11).
 * The host finds the mount point as the guide does, with df, and keeps an id that it already has.
 */
export interface FilesystemMetadataFile extends Ownership {
  readonly path: string;
  /** The id for a host that has none yet. */
  readonly id: string;
  /** true: an id the host already has must be this one (followers of the first image host). */
  readonly idIsFixed: boolean;
  /** The directory whose mount point is meant: the file store's. */
  readonly imagesDirectory: string;
  readonly component: string;
}

/** What may go or be replaced although images lie in it, which nobody can read then. */
export interface Abandon {
  /** Stores, by their names on the host; in releases without named stores by their kinds. */
  readonly stores: readonly string[];
  readonly database: boolean;
  readonly component: string;
}

/** A port that must be reachable (procedure 5.6): before any REJECT or DROP, live and kept. */
export interface FirewallOpening {
  readonly port: number;
  readonly protocol: "tcp";
  /** Networks that may reach it, IPv4 and IPv6 CIDRs; empty: all, in both families. */
  readonly sources: readonly string[];
  readonly component: string;
}

/** How the program becomes Keystone's administrator. */
export type AdminAccess =
  | { readonly rcFile: string }
  | {
      readonly authUrl: string;
      readonly username: string;
      readonly password: string;
      readonly projectName: string;
      readonly userDomainName: string;
      readonly projectDomainName: string;
      /** PEM certificates to trust, or null for the system's. */
      readonly caCertificate: string | null;
    };

/** The Image service's records in Keystone (procedure 5.3): find or create. */
export interface IdentityRequest {
  readonly admin: AdminAccess;
  readonly region: string;
  readonly user: {
    readonly name: string;
    readonly password: string;
    readonly domainName: string;
    /** Of an existing project: its name in the domain, or its id. */
    readonly project: string;
    readonly projectDomainName: string;
    /** Of an existing role: its name or its id. */
    readonly role: string;
    /** true: a user that is not the stack's own may get another password. Missing: it may not. */
    readonly resetPassword?: boolean;
  };
  readonly service: { readonly name: string; readonly type: string; readonly description: string };
  readonly endpoints: EndpointUrls;
  /**
   * true: an endpoint that has another URL keeps it, and those of a former region or service stay,
   * until {@link PublishRequest}. Missing, as in documents of former versions: all is done at once.
   */
  readonly endpointsLast?: true;
  readonly component: string;
}

/** The URLs of the Image service's three endpoints. */
export interface EndpointUrls {
  readonly public: string;
  readonly internal: string;
  readonly admin: string;
}

/**
 * What stands in the service's file beside what is written, and decides what the service does: a check
 * and the proof must do the same. `options` has names of ours, each with the names that the release
 * reads it by, its own first.
 */
export interface Reads {
  readonly file: string;
  readonly options: Readonly<Record<string, readonly IniKey[]>>;
}

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
  | ({ readonly kind: "swift"; readonly reads?: Reads; readonly component: string } & Credentials)
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

/** A password login to Keystone v3. */
export interface Credentials {
  readonly authUrl: string;
  readonly username: string;
  readonly password: string;
  /** Also its id: 32 hexadecimal digits. */
  readonly projectName: string;
  readonly userDomainName: string;
  readonly projectDomainName: string;
  readonly region: string | null;
}

/** Database population (procedure 5.8), or only a look at it, on one host of a region only. */
export interface SchemaSync {
  /** The system user that runs glance-manage. */
  readonly user: string;
  /** Shell command whose exit code 0 says that nothing is to be done; null: Glance has none. */
  readonly check: string | null;
  /** Shell command that creates or upgrades the tables; null: a database that is behind is an error. */
  readonly sync: string | null;
  /** What the result depends on: a new connection URL means another look. */
  readonly connection: string;
  readonly component: string;
}

/** A systemd unit, restarted once a change and only when something it reads changed. */
export interface Unit {
  readonly name: string;
  /** Files it reads; a changed one restarts it. */
  readonly reads: readonly string[];
  /** Whether a reload serves where its own unit file stayed: it then drops no connection. */
  readonly reload: boolean;
  readonly component: string;
}

/** Asked after a restart, until it answers or the time is up. */
export type HealthProbe =
  | {
      readonly kind: "http";
      /** Any answer below 500 is healthy. */
      readonly url: string;
      /** true: it demands a certificate of clients; that it says so is an answer. */
      readonly asksClients?: boolean;
      readonly unit: string;
      readonly timeoutSeconds: number;
      readonly component: string;
    }
  | {
      readonly kind: "tcp";
      readonly host: string;
      readonly port: number;
      readonly unit: string;
      readonly timeoutSeconds: number;
      readonly component: string;
    };

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
  readonly directLoading: DirectLoadingState | null;
  readonly identity: {
    readonly userId: string;
    readonly serviceId: string;
    readonly endpointIds: Readonly<Record<string, string>>;
  } | null;
  readonly schema: "synced" | "current" | null;
  /** Seconds the transaction took on the host. */
  readonly seconds: number;
}

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

/** What was published, as one line of JSON on stdout. */
export interface PublishReport {
  readonly host: string;
  readonly changed: boolean;
  /** A line a record: `IdentityRecords: endpoint public North http://… → https://…`. */
  readonly changes: readonly string[];
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

/** What was retired, as one line of JSON on stdout. */
export interface RetireReport {
  readonly host: string;
  readonly changed: boolean;
  /** A line a record: `IdentityRecords: user 5f3c… removed`. */
  readonly changes: readonly string[];
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
  readonly swift: (Credentials & { readonly container: string; readonly reads?: Reads }) | null;
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
