import type { Input } from "@pulumi/pulumi";
import type { Pending } from "../../host/document/unsigned";
import type { Credentials } from "../../host/document/identity";

/** Who logs in to Keystone, as a component's arguments say it. */
export interface LoginArgs {
  readonly authUrl: string;
  readonly region: string;
  readonly user: string;
  readonly password: Input<string>;
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
