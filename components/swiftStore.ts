import { output, type ComponentResourceOptions, type Input } from "@pulumi/pulumi";
import { osloValue, referenceValue } from "../releases/forms";
import * as meanings from "../releases/meanings/stores";
import { credentials } from "./credentials";
import { apiReads, Part, settingsOf, type Target } from "./part";

export interface SwiftStoreArgs extends Target {
  /** Keystone's URL with its version, as image hosts reach it. */
  readonly authUrl: string;
  /** The region of Swift's endpoint. */
  readonly region: string;
  /** The project that owns the container, `services`. */
  readonly project: string;
  /** The user that stores the images, `swift`. */
  readonly user: string;
  /** Its password; any characters but newline and NUL. */
  readonly password: Input<string>;
  /** The domain of user and project, `Default`. */
  readonly domain: string;
  /** The container for images, `glance`. */
  readonly container: string;
  /** Whether the first image makes the container. */
  readonly createContainer: boolean;
}

/** The section of the reference file. */
const reference = "ref1";

/**
 * Procedure 5.5: images are stored in Swift. User and key stand in a reference file of their own,
 * since keys in glance-api.conf would be written with each image into the database.
 */
export class SwiftStore extends Part {
  constructor(name: string, args: SwiftStoreArgs, opts?: ComponentResourceOptions) {
    const { authUrl, region, project, user, password, domain } = args;
    const referenceFile = `${args.platform.glanceDirectory}/glance-swift-store.conf`;
    const { settings, drops } = settingsOf(args, [
      [meanings.swiftReferenceFile, referenceFile],
      [meanings.swiftReference, reference],
      [meanings.swiftContainer, osloValue(args.container)],
      [meanings.swiftCreateContainer, args.createContainer ? "True" : "False"],
      [meanings.swiftRegion, osloValue(region)],
    ]);
    const account = {
      user: referenceValue(`${project}:${user}`),
      key: output(password).apply(referenceValue),
      auth_address: referenceValue(authUrl),
      // The release's own default is 2, Keystone's v2.0 API, which is gone.
      auth_version: "3",
      user_domain_name: referenceValue(domain),
      project_domain_name: referenceValue(domain),
    };
    super(
      "SwiftStore",
      name,
      {
        image: {
          settings: { ...settings, [referenceFile]: { [reference]: account } },
          drops,
          checks: [{ kind: "swift", ...credentials(args) }],
          validations: [{ kind: "swiftReferences", path: referenceFile }],
          units: apiReads(args, referenceFile),
          secrets: [password],
        },
      },
      opts,
    );
  }
}
