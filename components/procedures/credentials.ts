import type { SecretInput } from "../../host/document/secretInput";
import type { Pending } from "../../host/document/unsigned";
import type { Credentials } from "../../host/document/identity";

/** Who logs in to Keystone, as a component's arguments say it. */
export interface LoginArgs {
  /**
   * Keystone's URL with its version, as image hosts reach it: `http://10.0.0.5:5000/v3`. To Pike it
   * may be the API v2.0's, and in Juno it is: `http://10.0.0.5:35357/v2.0`.
   */
  readonly authUrl: string;
  /** The region whose Keystone is meant. */
  readonly region: string;
  readonly user: string;
  readonly password: SecretInput;
  /** Its name, or its id. */
  readonly project: string;
  /** The domain of user and project. */
  readonly domain: string;
}

/** The same as a document says it to a host, which tries it. */
export function credentials(args: LoginArgs): Pending<Credentials> {
  const { authUrl, region, user, password, project, domain } = args;
  return {
    authUrl,
    username: user,
    password,
    projectName: project,
    userDomainName: domain,
    projectDomainName: domain,
    region,
  };
}
