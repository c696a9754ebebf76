import { output, type ComponentResourceOptions } from "@pulumi/pulumi";
import { osloValue } from "../../releases/forms";
import { identityVersion, isProjectId, tokenInterface, urlParts } from "../../releases/identity";
import * as meanings from "../../releases/meanings/authentication";
import { has } from "../../releases/release";
import { credentials, type LoginArgs } from "./credentials";
import { bothRead, Procedure, reads, settingsOfBoth, type Meant, type Target } from "./procedure";

/** The login is the service user's, `glance`. */
export interface ServiceAuthenticationArgs extends Target, LoginArgs {
  /** Keystone's URL as clients without a token are told. */
  readonly publicUrl: string;
}

/**
 * Procedure 5.4: the Image service checks tokens with Keystone, as its own user. In Juno the guide's
 * own keys say how, from Kilo on a login plugin's; the others' are dropped. Where the release has a
 * registry, its file says the same.
 */
export class ServiceAuthentication extends Procedure {
  constructor(name: string, args: ServiceAuthenticationArgs, opts?: ComponentResourceOptions) {
    super(
      "ServiceAuthentication",
      name,
      {
        image: {
          ...settingsOfBoth(args, [[meanings.pasteFlavor, "keystone"], ...login(args)]),
          checks: [
            {
              kind: "identity",
              ...credentials(args),
              interface: tokenInterface(args.release),
              reads: reads(args, { interface: meanings.authInterface }),
            },
          ],
          units: bothRead(args),
          secrets: [args.password],
        },
      },
      opts,
    );
  }
}

function login(args: ServiceAuthenticationArgs): Meant {
  const { release, authUrl, publicUrl, region, user, password, project, domain } = args;
  const key = output(password).apply(osloValue);
  if (has(meanings.authHost, release)) {
    const { protocol, host, port } = urlParts(authUrl);
    return [
      [meanings.authHost, host],
      [meanings.authPort, port],
      [meanings.authProtocol, protocol],
      [meanings.adminTenantName, osloValue(project)],
      [meanings.adminUser, osloValue(user)],
      [meanings.adminPassword, key],
    ];
  }
  const isV2 = identityVersion(authUrl) === "2";
  const named = isProjectId(project) ? meanings.authProjectId : meanings.authProject;
  return [
    [meanings.authType, "password"],
    [meanings.authUrl, osloValue(authUrl)],
    [meanings.wwwAuthenticateUri, osloValue(publicUrl)],
    [named, osloValue(project)],
    [meanings.authUsername, osloValue(user)],
    [meanings.authPassword, key],
    // A domain would make the plugin speak v3.
    [meanings.authUserDomain, isV2 ? null : osloValue(domain)],
    [meanings.authProjectDomain, isV2 ? null : osloValue(domain)],
    ...(has(meanings.authRegion, release)
      ? ([[meanings.authRegion, osloValue(region)]] as const)
      : []),
  ];
}
