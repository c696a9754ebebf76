/** What works and leaves something open: `pulumi preview` and `up` tell the operator of it. */
import { platform } from "../../platforms/families";
import { hasNativeTls } from "../../platforms/tlsTermination";
import { apiV1, evenSegments, offers, storeChoice } from "../../releases/features";
import { policyHidesLocations } from "../../releases/policies";
import { extraSettings } from "./extra";
import type { Problem } from "../problem";
import { blindRole } from "./roles";
import type { Settings } from "../schema";
import { Secret } from "../secret";
import { defaultStore } from "../stores";

/** All that is risky in a sound configuration. */
export function warnings(settings: Settings): Problem[] {
  return [
    ...openPort(settings),
    ...shownLocations(settings),
    ...unreachableStore(settings),
    ...plainNeighbour(settings),
    ...abandonedImages(settings),
    ...unevenImages(settings),
    ...plainEndpoints(settings),
    ...unknownPort(settings),
    ...resetPassword(settings),
    ...blindRole(settings),
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
      message: `all who may see an image see where it lies (OSSN-0090); ${why}. Leave filesystem out where nothing reads locations, or give users a glance-api of their own (docs/reference/components/filesystemMetadata.md)`,
    },
  ];
}

/** Metadata of a store into which no client can put an image. */
function unreachableStore(settings: Settings): Problem[] {
  const { filesystem, release } = settings;
  const store = defaultStore(settings);
  const chosen = offers(storeChoice, release) || offers(apiV1, release);
  if (filesystem === undefined || store === "file" || chosen) return [];
  return [
    {
      path: "filesystem",
      message: `tells of images in the file store, but all new ones go to ${store}: ${release} lets no client choose. Leave ${store} out where Compute is to copy images`,
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

/** glance_store's megabyte. */
const megabyte = 1_024_000;

/** A large image whose last part is shorter than the others: the store waits for what never comes. */
function unevenImages({ swift, release, endpoints, extra }: Settings): Problem[] {
  if (swift === undefined || !offers(evenSegments, release)) return [];
  const set = extraSettings(extra["glance-api.conf"] ?? "").swift ?? {};
  const bytes = (key: string, standard: number) => {
    const value = set[`swift_store_large_object_${key}`];
    // No value of an encrypted fragment may show, though it be only this one.
    const megabytes = (value instanceof Secret ? 0 : Number(value)) || standard;
    return (megabytes * megabyte).toLocaleString("en");
  };
  return [
    {
      path: "swift",
      message: `in ${release} an image of ${bytes("size", 5120)} bytes or more that is no multiple of ${bytes("chunk_size", 200)} ends in an error where the client says its length, as openstacksdk does. Send such an image in chunks`,
      command: `curl -T - -H 'Transfer-Encoding: chunked' -H 'Content-Type: application/octet-stream' -H 'X-Auth-Token: TOKEN' ${endpoints.public}/v2/images/ID/file <IMAGE`,
    },
  ];
}

function plainEndpoints({ mode, endpoints }: Settings): Problem[] {
  if (mode === "configuration") return [];
  const plain = Object.entries(endpoints).filter(([, url]) => /^http:/i.test(url ?? ""));
  const [first] = plain;
  if (first === undefined) return [];
  const names = plain.map(([name]) => name).join(", ");
  const message = `is plain HTTP (${names}): users' tokens and images cross the network in clear. Give tls, or the https:// URL of what terminates it before the image hosts`;
  return [{ path: `endpoints.${first[0]}`, message }];
}

/** A port that clients are not told of, and that no balancer on a usual port may stand for. */
function unknownPort({ mode, api, endpoints, hosts }: Settings): Problem[] {
  if (mode === "configuration") return [];
  const urls = Object.values(endpoints).map((url) => new URL(url ?? endpoints.public));
  const usual = (protocol: string) => (protocol === "https:" ? "443" : "80");
  const portOf = ({ port, protocol }: URL) => port || usual(protocol);
  if (urls.some((url) => portOf(url) === String(api.port))) return [];
  const own = Object.values(hosts)
    .filter(({ roles }) => roles.includes("image"))
    .map(({ address }) => address.toLowerCase());
  const isBalanced = urls.every(
    (url) =>
      ["80", "443"].includes(portOf(url)) && !own.includes(url.hostname.replace(/^\[|\]$/g, "")),
  );
  if (isBalanced) return [];
  const message = `is ${api.port}, which no endpoint has: clients come to port ${[...new Set(urls.map(portOf))].join(", ")}. See that something leads from there to ${api.port} on the image hosts, or give both one port`;
  return [{ path: "api.port", message }];
}

/** A consent that is kept would be one to the next change, too. */
function resetPassword({ mode, identity }: Settings): Problem[] {
  if (mode === "configuration" || !identity.resetPassword) return [];
  return [
    {
      path: "identity.resetPassword",
      message: `is true: where Keystone has a user ${identity.user} that this stack did not make, the stack sets its own password, and Keystone refuses whoever logs in with the former one. Take this setting out once that is done`,
      command: "pulumi config rm --path glance:identity.resetPassword",
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
      message: `lets go of ${given.join(", ")}, and nobody could read the images that only these have. Take this setting out once that is done`,
      command: "pulumi config rm glance:abandon",
    },
  ];
}
