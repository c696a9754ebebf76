/** What a lab offers, as `inventory` prints it: the same shape for every topology. */
import type { AnyRelease } from "../releases/history";

/** Where a host is reached, and who it is. */
export interface LabHost {
  readonly address: string;
  readonly port: number;
  /** Its public ed25519 host key, `ssh-ed25519 AAAA…`. */
  readonly hostKey: string;
  readonly roles: readonly string[];
}

/** A user of a service and how it logs in. */
export interface Login {
  readonly user: string;
  readonly password: string;
}

/** Everything that the guide assumes to exist beforehand. */
export interface Inventory {
  readonly lab: string;
  readonly topology: string;
  /** The OpenStack release on its hosts, as a stack names it. */
  readonly release: AnyRelease;
  /** The hosts' network, a CIDR. */
  readonly network: string;
  readonly hosts: Readonly<Record<string, LabHost>>;
  readonly ssh: {
    readonly user: string;
    /** A user that is not root and has sudo. */
    readonly sudoUser: string;
    readonly privateKeyFile: string;
    /** The hosts' keys, as OpenSSH's client reads them. */
    readonly knownHostsFile: string;
    /** The socket of an agent that holds the key; null where there is no agent. */
    readonly agentSocket: string | null;
  };
  readonly database: Login & { readonly host: string; readonly name: string };
  readonly identity: {
    readonly url: string;
    readonly adminPassword: string;
    readonly rcFile: string;
    /** The host on which the rc file lies. */
    readonly host: string;
  };
  readonly swift: Login & { readonly authUrl: string; readonly project: string };
  readonly broker: Login & {
    readonly host: string;
    readonly port: number;
    readonly virtualHost: string;
  };
  readonly gluster: { readonly server: string; readonly volume: string };
  /** Paths of PEM files; null where no certificates could be made. */
  readonly tls: TlsFiles | null;
}

/** Certificates and keys, paths of PEM files. */
export interface TlsFiles {
  readonly certificateFile: string;
  readonly privateKeyFile: string;
  readonly caFile: string;
  readonly clientCaFile: string;
  readonly clientCertificateFile: string;
  readonly clientKeyFile: string;
}
