/** What a document says of Keystone: logins, and the Image service's records (procedure 5.3). */

/** The URLs of the Image service's three endpoints. */
export interface EndpointUrls {
  readonly public: string;
  readonly internal: string;
  readonly admin: string;
}

/** A user's login to Keystone by a password, with a project. */
export interface PasswordLogin {
  readonly authUrl: string;
  readonly username: string;
  readonly password: string;
  /** Also its id: 32 hexadecimal digits. */
  readonly projectName: string;
  readonly userDomainName: string;
  readonly projectDomainName: string;
}

/** A login to the Keystone of a region. */
export interface Credentials extends PasswordLogin {
  readonly region: string | null;
}

/** How the program becomes Keystone's administrator. */
export type AdminAccess =
  | { readonly rcFile: string }
  | (PasswordLogin & {
      /** PEM certificates to trust, or null for the system's. */
      readonly caCertificate: string | null;
    });

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
