import { output, type ComponentResourceOptions, type Input } from "@pulumi/pulumi";
import { osloValue } from "../releases/forms";
import * as meanings from "../releases/meanings/authentication";
import { credentials, isProjectId } from "./credentials";
import { apiReads, Part, settingsOf, type Target } from "./part";

export interface ServiceAuthenticationArgs extends Target {
  /** Keystone's URL with its version, as image hosts reach it: `http://10.0.0.5:5000/v3`. */
  readonly authUrl: string;
  /** Keystone's URL as clients without a token are told. */
  readonly publicUrl: string;
  /** The region whose Keystone is meant. */
  readonly region: string;
  /** The service user, `glance`. */
  readonly user: string;
  /** Its password. */
  readonly password: Input<string>;
  /** Its project by name, `services`, or by id. */
  readonly project: string;
  /** The domain of both, `Default`. */
  readonly domain: string;
}

/**
 * Procedure 5.4: the Image service checks tokens with Keystone, as its own user. The guide's
 * `admin_*` keys speak the v2.0 API, which is gone; they are dropped.
 */
export class ServiceAuthentication extends Part {
  constructor(name: string, args: ServiceAuthenticationArgs, opts?: ComponentResourceOptions) {
    const { authUrl, publicUrl, region, user, password, project, domain } = args;
    super(
      "ServiceAuthentication",
      name,
      {
        image: {
          ...settingsOf(args, [
            [meanings.pasteFlavor, "keystone"],
            [meanings.authType, "password"],
            [meanings.authUrl, osloValue(authUrl)],
            [meanings.wwwAuthenticateUri, osloValue(publicUrl)],
            [
              isProjectId(project) ? meanings.authProjectId : meanings.authProject,
              osloValue(project),
            ],
            [meanings.authUsername, osloValue(user)],
            [meanings.authPassword, output(password).apply(osloValue)],
            [meanings.authUserDomain, osloValue(domain)],
            [meanings.authProjectDomain, osloValue(domain)],
            [meanings.authRegion, osloValue(region)],
          ]),
          checks: [{ kind: "identity", ...credentials(args) }],
          units: apiReads(args),
          secrets: [password],
        },
      },
      opts,
    );
  }
}
