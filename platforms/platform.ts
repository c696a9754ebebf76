/** Names, paths and packages of a family of distributions. */
export interface Platform {
  /** Glance's API, a systemd unit. */
  readonly apiUnit: string;
  /** Glance's registry, a systemd unit; gone with Ussuri. */
  readonly registryUnit: string;
  /** Nova's compute service, a systemd unit. */
  readonly computeUnit: string;
  /** The system user and group that Glance runs as. */
  readonly glanceUser: string;
  readonly glanceGroup: string;
  /** Directory of Glance's configuration. */
  readonly glanceDirectory: string;
  /** Nova's configuration. The guide's 5.10 says nova-conf, which is a slip. */
  readonly novaFile: string;
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
