/**
 * The parts of a document, each declared once: what it holds, how it comes from what components say,
 * and what becomes of it in a preview and where no service runs. On the host the same parts stand in
 * `host/program/glance_host/transaction/steps.py`, with the modules that make them true. Paths are
 * absolute; every item names the component that asked for it, so that a host's error can.
 */
import type { DirectImageAccessRequest, FilesystemSharing, TokenFile } from "./directImageAccess";
import type { Check, Validation } from "./checks";
import type { IdentityRequest } from "./identity";
import type { Ownership } from "./ownership";
import type { IniFile } from "./settings";

/** All parts, with what each holds where components say something of it. */
export interface Parts {
  readonly versions: readonly ServiceVersion[];
  readonly packages: readonly Package[];
  readonly mounts: readonly Mount[];
  readonly settings: readonly IniFile[];
  readonly files: readonly ManagedFile[];
  readonly metadata: FilesystemMetadataFile | null;
  readonly token: TokenFile | null;
  readonly sharing: FilesystemSharing | null;
  readonly directLoading: DirectImageAccessRequest | null;
  readonly firewall: readonly FirewallOpening[];
  readonly identity: IdentityRequest | null;
  readonly checks: readonly Check[];
  readonly validations: readonly Validation[];
  readonly schema: SchemaSync | null;
  readonly units: readonly Unit[];
  readonly health: readonly HealthProbe[];
  /** Missing: nothing that has images may be left. */
  readonly abandon?: Abandon;
}

export type PartName = keyof Parts;

/** What is true of one part. */
export interface PartRule {
  /**
   * `list`: all items of all components. `one`: at most one component says it, and without one it is
   * null. `oneOrMissing`: the same, and without one the document lacks it, as hosts have known it from
   * the days before the part existed. `own`: by a function of its own in `gather.ts`.
   */
  readonly merged: "list" | "one" | "oneOrMissing" | "own";
  /** What people call it: "One and Two: TITLE: both ask for this". */
  readonly title: string;
  /** The names under which a contribution speaks of it; its own where missing. */
  readonly contributedAs?: readonly string[];
  /** Whether only a running service has a use for it: the mode `configuration` leaves it out. */
  readonly needsService: boolean;
  /**
   * What a preview shows of it: `all`; `nothing`, where it only repeats settings or follows from them;
   * or what the function makes of it.
   */
  readonly preview: "all" | "nothing" | ((said: never) => unknown);
}

/** In the order in which a document has them. */
export const parts = {
  versions: {
    merged: "list",
    title: "the releases of services",
    needsService: true,
    // That all releases are counted somehow is no change of this stack's.
    preview: (said: readonly Omit<ServiceVersion, "component">[]) =>
      said.map(({ releases, release, service, ...rest }) => ({
        service,
        release,
        version: releases[release],
        ...rest,
      })),
  },
  packages: { merged: "own", title: "packages", needsService: false, preview: "all" },
  mounts: { merged: "own", title: "mounts", needsService: false, preview: "all" },
  settings: {
    merged: "own",
    title: "settings",
    contributedAs: ["settings", "lists", "drops"],
    needsService: false,
    preview: "all",
  },
  files: { merged: "own", title: "files", needsService: false, preview: "all" },
  metadata: {
    merged: "one",
    title: "the file system's metadata",
    needsService: false,
    preview: "all",
  },
  token: { merged: "one", title: "the file system's token", needsService: true, preview: "all" },
  sharing: {
    merged: "one",
    title: "the shared file system",
    needsService: false,
    preview: "all",
  },
  directLoading: {
    merged: "one",
    title: "direct image access",
    needsService: true,
    preview: "nothing",
  },
  firewall: {
    merged: "list",
    title: "the firewall's openings",
    needsService: false,
    preview: "all",
  },
  identity: { merged: "one", title: "Keystone's records", needsService: true, preview: "all" },
  checks: { merged: "list", title: "logins to try", needsService: true, preview: "nothing" },
  validations: {
    merged: "list",
    title: "files to hold against their parsers",
    needsService: true,
    preview: "nothing",
  },
  schema: { merged: "one", title: "the database's tables", needsService: true, preview: "all" },
  units: {
    merged: "own",
    title: "units",
    contributedAs: ["units", "reloads"],
    needsService: true,
    preview: "nothing",
  },
  health: { merged: "list", title: "health", needsService: true, preview: "nothing" },
  abandon: {
    merged: "oneOrMissing",
    title: "images that may be left",
    needsService: false,
    preview: "all",
  },
} as const satisfies Readonly<Record<PartName, PartRule>>;

/** The names of all parts, in their order. */
export const partNames = Object.keys(parts) as readonly PartName[];

/** The names under which contributions speak of a part. */
export function contributedAs(name: PartName): readonly string[] {
  const rule: PartRule = parts[name];
  return rule.contributedAs ?? [name];
}

/** The parts that are merged in one of these ways. */
export type PartsMerged<Way extends PartRule["merged"]> = {
  [K in PartName]: (typeof parts)[K]["merged"] extends Way ? K : never;
}[PartName];

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
