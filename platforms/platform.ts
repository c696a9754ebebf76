import type { AnyRelease } from "../releases/history";

/** A WSGI server that a family's packages run glance-api under, instead of Glance's own server. */
export interface WsgiServer {
  /** The releases that are packaged so; the last one without an end is so to this day. */
  readonly spans: readonly { readonly since: AnyRelease; readonly until?: AnyRelease }[];
  /** The script that starts glance-api, and the variable that it sets where it does so under this server. */
  readonly script: { readonly path: string; readonly variable: string };
  /** A shell file that the service's start reads, and that may set the server's arguments. */
  readonly argumentsFile: string;
  /** What that file says for glance-api to listen there; IPv6 addresses stand in brackets. */
  readonly listen: (socket: string) => string;
}

/** Names, paths and packages of a family of distributions. */
export interface Platform {
  /** Glance's API, a systemd unit. */
  readonly apiUnit: string;
  /** Glance's registry, a systemd unit; releases to Ussuri. */
  readonly registryUnit: string;
  /** Nova's compute service, a systemd unit. */
  readonly computeUnit: string;
  /** The system user that it runs as. */
  readonly computeUser: string;
  /** The system user and group that Glance runs as. */
  readonly glanceUser: string;
  readonly glanceGroup: string;
  /** Directory of Glance's configuration. */
  readonly glanceDirectory: string;
  /** Nova's configuration. The guide's 5.10 says nova-conf, which is a slip. */
  readonly novaFile: string;
  /** All files that nova-compute is started with, in their order: of two values the later counts. */
  readonly computeFiles: readonly string[];
  /** How glance-api is run where not by Glance's own server, which reads bind_host and bind_port. */
  readonly wsgi?: WsgiServer;
  readonly packages: {
    /** Edits ini files. */
    readonly crudini: string;
    /** Mounts Gluster volumes. */
    readonly gluster: readonly string[];
    /** Terminates TLS. */
    readonly proxy: string;
    /** Any of them tells the installed Glance's version. */
    readonly glance: readonly string[];
    /** Any of them tells the installed Nova's version on a host of Compute. */
    readonly nova: readonly string[];
  };
  /** HAProxy as the package leaves it. */
  readonly proxy: {
    /** The program's path. */
    readonly program: string;
    /** The system user and group that it runs as. */
    readonly user: string;
    readonly group: string;
  };
}
