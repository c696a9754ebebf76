import type { ComponentResourceOptions } from "@pulumi/pulumi";
import type { SecretInput } from "../../host/document/secretInput";
import type { Pending } from "../../host/document/unsigned";
import type { AdminAccess } from "../../host/document/identity";
import { Procedure, type Target } from "./procedure";

export interface IdentityRecordsArgs extends Target {
  /** How the host becomes Keystone's administrator: a file on it, or a login. */
  readonly admin: Pending<AdminAccess>;
  /** The region of the endpoints. Those of other regions are left alone. */
  readonly region: string;
  /** The Image service's user, usually `glance`. */
  readonly user: string;
  /** Its password. It is tried before it is set: setting the same again would revoke all tokens. */
  readonly password: SecretInput;
  /** Whether a user that this stack has not made may get it, who then loses the one that it has. */
  readonly resetPassword: boolean;
  /** The project of the services' users, which must exist, by name or id: `services`. */
  readonly project: string;
  /** The user's role in that project, which must exist, by name or id: `admin`. */
  readonly role: string;
  /** The domain of user and project, `Default`. */
  readonly domain: string;
  /** The name of the service record, `glance`. */
  readonly service: string;
  /** Its description. */
  readonly description: string;
  /** The URLs of the three endpoints. */
  readonly endpoints: {
    readonly public: string;
    readonly internal: string;
    readonly admin: string;
  };
  /** Raw secrets of `admin`. */
  readonly adminSecrets: readonly SecretInput[];
}

/**
 * Procedure 5.3: the Image service's records in Keystone. What exists is adopted, what is missing
 * is made, and only what was made is removed again. The hosts with the role `identity` make them.
 * Clients are led to other URLs later: see endpoints.ts.
 */
export class IdentityRecords extends Procedure {
  constructor(name: string, args: IdentityRecordsArgs, opts?: ComponentResourceOptions) {
    const { admin, region, endpoints } = args;
    super(
      "IdentityRecords",
      name,
      {
        identity: {
          identity: {
            admin,
            region,
            user: {
              name: args.user,
              password: args.password,
              domainName: args.domain,
              project: args.project,
              projectDomainName: args.domain,
              role: args.role,
              ...(args.resetPassword ? { resetPassword: true } : {}),
            },
            service: { name: args.service, type: "image", description: args.description },
            endpoints,
            endpointsLast: true,
          },
          secrets: [args.password, ...args.adminSecrets],
        },
      },
      opts,
    );
  }
}
