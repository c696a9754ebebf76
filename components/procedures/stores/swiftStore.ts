import { output, type ComponentResourceOptions } from "@pulumi/pulumi";
import type { Reads } from "../../../host/document/reads";
import type { SecretInput } from "../../../host/document/secretInput";
import { osloValue, referenceValue } from "../../../releases/forms";
import { identityVersion, swiftReferenceKeys } from "../../../releases/identity";
import * as meanings from "../../../releases/meanings/stores";
import { has } from "../../../releases/release";
import { credentials } from "../credentials";
import {
  apiReads,
  Procedure,
  reads,
  settingsOf,
  type Contributions,
  type Meant,
  type Target,
} from "../procedure";
import type { StoreContext, StoreRule } from "./store";

export interface SwiftStoreArgs extends Target {
  /** Keystone's URL with its version, as image hosts reach it; in Juno the API v2.0's. */
  readonly authUrl: string;
  /** The region of Swift's endpoint. */
  readonly region: string;
  /** The project that owns the container, `services`. */
  readonly project: string;
  /** The user that stores the images, `swift`. */
  readonly user: string;
  /** Its password; any characters but newline and NUL. */
  readonly password: SecretInput;
  /** The domain of user and project, `Default`. */
  readonly domain: string;
  /** The container for images, `glance`. */
  readonly container: string;
  /** Whether the first image makes the container. */
  readonly createContainer: boolean;
}

/** The section of the reference file. */
const reference = "ref1";

/** What options are where nobody sets them, and the guide does not. */
const defaults = { container: "glance", region: "RegionOne" };

/**
 * Procedure 5.5: images are stored in Swift. Since Kilo user and key stand in a reference file of
 * their own: keys in glance-api.conf would be written with each image into the database. Juno's
 * store is told as the guide says.
 */
export class SwiftStore extends Procedure {
  constructor(name: string, args: SwiftStoreArgs, opts?: ComponentResourceOptions) {
    const image = has(meanings.swiftReferenceFile, args.release)
      ? byReference(args)
      : inPlace(args);
    super(
      "SwiftStore",
      name,
      {
        image: {
          ...image,
          checks: [{ kind: "swift", ...credentials(args), reads: swiftReads(args) }],
          secrets: [args.password],
        },
      },
      opts,
    );
  }
}

/** What decides how the store reaches Swift. */
export function swiftReads(target: Pick<Target, "release" | "platform">): Reads {
  return reads(target, {
    endpointType: meanings.swiftEndpointType,
    serviceType: meanings.swiftServiceType,
    endpoint: meanings.swiftEndpoint,
    authority: meanings.swiftAuthority,
    insecure: meanings.swiftInsecure,
  });
}

/** The kind `swift`. */
export const swift: StoreRule<"swift"> = {
  backend: meanings.swiftBackend,
  procedure: (context, target, parent) =>
    new SwiftStore("swift", { ...target, ...accountOf(context) }, { parent }),
  place: (context) => {
    const { project, domain, region } = accountOf(context);
    return `project ${project} of domain ${domain} in ${region}`;
  },
  lookup: (context, target) => {
    const account = accountOf(context);
    const { container, password } = account;
    const login = { kind: "swift" as const, ...credentials(account), reads: swiftReads(target) };
    return { store: { ...login, container }, secrets: [password] };
  },
};

/** The group's settings, in the stack's region where they name none. */
function accountOf({ group, region }: StoreContext<"swift">): Omit<SwiftStoreArgs, keyof Target> {
  return { ...group, region: group.region ?? region, password: group.password.asInput() };
}

function byReference(args: SwiftStoreArgs): Contributions["image"] {
  const { release, authUrl, password } = args;
  const file = `${args.platform.glanceDirectory}/glance-swift-store.conf`;
  const { settings, drops } = settingsOf(args, [
    [meanings.swiftReferenceFile, file],
    [meanings.swiftReference, reference],
    ...(has(meanings.swiftAuthVersion, release)
      ? ([[meanings.swiftAuthVersion, identityVersion(authUrl)]] as const)
      : []),
    [meanings.swiftContainer, osloValue(args.container)],
    [meanings.swiftCreateContainer, createContainer(args)],
    [meanings.swiftRegion, osloValue(args.region)],
  ]);
  const account = {
    ...swiftReferenceKeys(release, args),
    key: output(password).apply(referenceValue),
  };
  return {
    settings: { ...settings, [file]: { [reference]: account } },
    drops,
    validations: [{ kind: "swiftReferences", path: file }],
    units: apiReads(args, file),
  };
}

/** The guide's own keys; container and region only where they are others than everybody's. */
function inPlace(args: SwiftStoreArgs): Contributions["image"] {
  const { authUrl, project, user, password, container, region } = args;
  const meant: Meant = [
    [meanings.swiftAuthAddress, osloValue(authUrl)],
    [meanings.swiftCreateContainer, createContainer(args)],
    [meanings.swiftUser, osloValue(`${project}:${user}`)],
    [meanings.swiftKey, output(password).apply(osloValue)],
    ...(container === defaults.container
      ? []
      : ([[meanings.swiftContainer, osloValue(container)]] as const)),
    ...(region === defaults.region ? [] : ([[meanings.swiftRegion, osloValue(region)]] as const)),
  ];
  return { ...settingsOf(args, meant), units: apiReads(args) };
}

function createContainer(args: SwiftStoreArgs): string {
  return args.createContainer ? "True" : "False";
}
