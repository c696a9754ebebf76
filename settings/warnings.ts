/** What works, and that its operator should know to be open: said by `pulumi preview` and `up`. */
import { platform } from "../platforms/families";
import { hasNativeTls } from "../platforms/platform";
import { apiV1, offers, storeChoice } from "../releases/features";
import { policyHidesLocations } from "../releases/policies";
import type { Problem } from "./problem";
import type { Settings } from "./schema";

/** All that is risky in a sound configuration. */
export function warnings(settings: Settings): Problem[] {
  return [
    ...openPort(settings),
    ...shownLocations(settings),
    ...unreachableStore(settings),
    ...plainNeighbour(settings),
    ...abandonedImages(settings),
  ];
}

function openPort({ mode, firewall, api }: Settings): Problem[] {
  if (mode === "configuration" || firewall.sources.length > 0) return [];
  return [
    {
      path: "firewall.sources",
      message: `is empty: port ${api.port} is open to all. Name the networks of users, of services and of the image hosts`,
    },
  ];
}

function shownLocations({ filesystem, compute, release }: Settings): Problem[] {
  const novaReads = compute.filesystemEntry !== undefined;
  if (filesystem === undefined || policyHidesLocations(release, novaReads)) return [];
  const why = novaReads
    ? "Nova, which copies images from the file system, asks as the user"
    : `${release} has no policy against it`;
  return [
    {
      path: "filesystem",
      message: `all who may see an image see where it lies (OSSN-0090); ${why}. Leave filesystem out where nothing reads locations, or give users a glance-api of their own: docs/components/filesystemMetadata.md`,
    },
  ];
}

/** Metadata of a store into which no client can put an image. */
function unreachableStore({ filesystem, swift, release }: Settings): Problem[] {
  const chosen = offers(storeChoice, release) || offers(apiV1, release);
  if (filesystem === undefined || swift === undefined || chosen) return [];
  return [
    {
      path: "filesystem",
      message: `tells of images in the file store, but all new ones go to Swift: ${release} lets no client choose. Leave swift out where Compute is to copy images`,
    },
  ];
}

/** HSTS is by host name, not by port. glance-api's own TLS does not say it. */
function plainNeighbour(settings: Settings): Problem[] {
  const { tls, endpoints, identity } = settings;
  if (tls === undefined || tls.hsts === 0) return [];
  if (hasNativeTls(platform(settings.platform), settings.release)) return [];
  const { protocol, hostname } = new URL(identity.publicUrl ?? identity.authUrl);
  if (protocol !== "http:" || hostname !== new URL(endpoints.public).hostname) return [];
  return [
    {
      path: "tls.hsts",
      message: `browsers that came to ${endpoints.public} will refuse Keystone's plain http:// on ${hostname}. Give Keystone TLS, or set it to 0`,
    },
  ];
}

/** A consent that is kept would be one to the next change, too. */
function abandonedImages({ abandon }: Settings): Problem[] {
  const given = [
    ...abandon.stores.map((name) => `store ${name}`),
    ...(abandon.database ? ["database"] : []),
  ];
  if (given.length === 0) return [];
  return [
    {
      path: "abandon",
      message: `images may become unreadable: ${given.join(", ")}. Take it out once that is done: pulumi config rm glance:abandon`,
    },
  ];
}
