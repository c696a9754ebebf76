/** What a schema of single values cannot see: settings that do not go together. */
import {
  computeProblems,
  identityProblems,
  listenerProblems,
  passwordProblems,
  registryProblems,
  serverProblems,
  swiftIdentityProblems,
} from "./byRelease";
import {
  certificateNameProblems,
  certificateProblems,
  pairProblems,
  sshKeyProblems,
} from "./certificate";
import { extraProblems, plainSecretOptions } from "./extra";
import { directImageAccessProblems } from "./directImageAccess";
import { dotted, type Problem } from "../problem";
import { proofRoleProblems } from "./roles";
import type { Role, Settings } from "../schema";
import { inClear } from "../secret";
import { defaultStore, storeKinds, type StoreKind } from "../stores";

type Check = (sound: Partial<Settings>) => Problem[];

/** A check that runs only where each of the settings that it compares is sound on its own. */
function needing<K extends keyof Settings>(
  keys: readonly K[],
  check: (settings: Pick<Settings, K>) => Problem[],
): Check {
  return (sound) => (keys.every((key) => key in sound) ? check(sound as Pick<Settings, K>) : []);
}

const checks: readonly Check[] = [
  needing(["ssh"], ({ ssh }) =>
    ssh.privateKey === undefined ? [] : sshKeyProblems(ssh.privateKey, "ssh.privateKey"),
  ),
  needing(["hosts"], hostProblems),
  needing(["hosts", "identity", "mode"], roleProblems),
  needing(["endpoints"], urlProblems),
  needing(["endpoints", "tls", "api"], endpointProblems),
  needing(["endpoints", "tls"], nameProblems),
  needing(["hosts", "api"], bindProblems),
  needing(["hosts", "api", "tls"], sshPortProblems),
  needing(["platform", "release"], listenerProblems),
  needing(["identity", "release"], identityProblems),
  needing(["api", "release"], registryProblems),
  needing(["swift", "broker", "release"], passwordProblems),
  needing(["extra", "platform", "release"], serverProblems),
  needing(["swift"], swiftProblems),
  needing(["swift", "release"], swiftIdentityProblems),
  needing(["tls", "api", "proof", "mode"], tlsProblems),
  needing(["identity", "release", "proof", "mode", "extra"], proofRoleProblems),
  needing(["filesystem", "gluster", "hosts"], filesystemProblems),
  needing([...storeKinds, "filesystem", "fileStore", "gluster", "hosts"], fileStoreProblems),
  needing(["compute", "gluster", "filesystem", "release"], computeProblems),
  needing(["compute", "gluster", "filesystem", "hosts"], directImageAccessProblems),
  needing(["extra"], extraFragments),
  needing(["proof"], proofProblems),
];

/** All that does not go together in those settings that are sound each on its own. */
export function inconsistencies(sound: Partial<Settings>): Problem[] {
  return checks.flatMap((check) => check(sound));
}

function extraFragments({ extra }: Pick<Settings, "extra">): Problem[] {
  return Object.entries(extra).flatMap(([file, fragment]) => {
    const path = ["extra", file];
    return [
      ...extraProblems(inClear(fragment), dotted(path)),
      ...plainSecretOptions(fragment, path),
    ];
  });
}

function hostProblems({ hosts }: Pick<Settings, "hosts">): Problem[] {
  const problems: Problem[] = [];
  const seen = new Map<string, string>();
  for (const [name, { address, port }] of Object.entries(hosts)) {
    const where = `${address.toLowerCase()} port ${port}`;
    const other = seen.get(where);
    if (other === undefined) seen.set(where, name);
    else {
      problems.push({
        path: dotted(["hosts", name, "address"]),
        message: `is ${other}'s, too: the same host stands here twice. Give one host both roles instead`,
      });
    }
  }
  return problems;
}

function roleProblems({
  hosts,
  identity,
  mode,
}: Pick<Settings, "hosts" | "identity" | "mode">): Problem[] {
  const problems: Problem[] = [];
  const count = (role: Role) =>
    Object.values(hosts).filter(({ roles }) => roles.includes(role)).length;
  if (count("image") === 0) {
    problems.push({ path: "hosts", message: "must have a host of the role image, at least one" });
  }
  if (count("identity") > 1) {
    problems.push({
      path: "hosts",
      message:
        "must have one host of the role identity and not several: that one makes the Keystone records",
    });
  }
  if (count("identity") === 0 && identity.administrator === undefined && mode === "service") {
    problems.push({
      path: "hosts",
      message:
        "has no host of the role identity, on which adminRc would stand. Give that role to one host, or give identity.administrator",
    });
  }
  return problems;
}

/** An address that only one host has cannot be what all image hosts listen on. */
function bindProblems({ hosts, api }: Pick<Settings, "hosts" | "api">): Problem[] {
  const owner = Object.entries(hosts).find(([, { address }]) => address === api.bindHost);
  const other = Object.entries(hosts).find(
    ([, { address, roles }]) => roles.includes("image") && address !== api.bindHost,
  );
  if (owner === undefined || other === undefined) return [];
  const message = `is ${owner[0]}'s address, and ${other[0]} cannot listen on it. Give 0.0.0.0, which means all addresses that a host has`;
  return [{ path: "api.bindHost", message }];
}

function sshPortProblems({ hosts, api, tls }: Pick<Settings, "hosts" | "api" | "tls">): Problem[] {
  const listens = { "api.port": api.port, "tls.backendPort": tls?.backendPort };
  return Object.entries(listens).flatMap(([path, port]) => {
    const host = Object.entries(hosts).find(
      ([, { roles, port: ssh }]) => roles.includes("image") && ssh === port,
    );
    if (host === undefined) return [];
    return [{ path, message: `is the port of SSH on ${host[0]}. Give another one` }];
  });
}

/** Clients put the version behind an endpoint themselves. */
function urlProblems({ endpoints }: Pick<Settings, "endpoints">): Problem[] {
  return Object.entries(endpoints).flatMap(([key, url = ""]) => {
    const end = /(\/v[12](\.\d)?)?\/?$/.exec(url)?.[0] ?? "";
    const message = `must not end in ${end}: clients put the version behind it themselves`;
    return end === "" ? [] : [{ path: `endpoints.${key}`, message }];
  });
}

function nameProblems({ endpoints, tls }: Pick<Settings, "endpoints" | "tls">): Problem[] {
  if (tls === undefined) return [];
  const host = new URL(endpoints.public).hostname.replace(/^\[|\]$/g, "");
  return certificateNameProblems(tls.certificate, host, "tls.certificate");
}

function endpointProblems({
  endpoints,
  tls,
  api,
}: Pick<Settings, "endpoints" | "tls" | "api">): Problem[] {
  if (tls === undefined) return [];
  const problems: Problem[] = [];
  if (!endpoints.public.startsWith("https:")) {
    problems.push({ path: "endpoints.public", message: "must be https://, since tls is given" });
  }
  for (const key of ["internal", "admin"] as const) {
    if (endpoints[key]?.startsWith("http:") && new URL(endpoints[key]).port === String(api.port)) {
      problems.push({
        path: `endpoints.${key}`,
        message: `must be https://, since tls is given and port ${api.port} speaks only TLS`,
      });
    }
  }
  return problems;
}

function swiftProblems({ swift }: Pick<Settings, "swift">): Problem[] {
  if (swift === undefined) return [];
  const problems: Problem[] = [];
  if (swift.project.includes(":")) {
    problems.push({ path: "swift.project", message: "must not hold a colon: it ends the project" });
  }
  if (swift.user.includes(":")) {
    problems.push({
      path: "swift.user",
      message: "must not hold a colon: the project before it belongs in swift.project",
    });
  }
  if (swift.container.includes("/") || swift.container.length > 256) {
    problems.push({
      path: "swift.container",
      message: "must have no slash and at most 256 characters",
    });
  }
  return problems;
}

function tlsProblems({
  tls,
  api,
  proof,
  mode,
}: Pick<Settings, "tls" | "api" | "proof" | "mode">): Problem[] {
  if (tls === undefined) return [];
  const problems = pairProblems(tls.certificate, tls.privateKey, {
    certificate: "tls.certificate",
    privateKey: "tls.privateKey",
  });
  if (tls.clientCa !== undefined)
    problems.push(...certificateProblems(tls.clientCa, "tls.clientCa"));
  if (tls.backendPort === api.port) {
    problems.push({ path: "tls.backendPort", message: "must differ from api.port" });
  }
  const proves = proof.enabled && mode === "service";
  if (tls.clientCa !== undefined && proves && proof.clientCertificate === undefined) {
    problems.push({
      path: "proof.clientCertificate",
      message:
        "is missing: tls.clientCa lets in only clients with a certificate, and the proof is such a client. Give the proof one, or set proof.enabled to false",
    });
  }
  return problems;
}

function filesystemProblems({
  filesystem,
  gluster,
  hosts,
}: Pick<Settings, "filesystem" | "gluster" | "hosts">): Problem[] {
  const problems: Problem[] = [];
  if (filesystem === undefined) return problems;
  if (imageHosts(hosts) > 1 && gluster === undefined && !filesystem.shared) {
    problems.push({
      path: "filesystem.shared",
      message:
        "must be true with several image hosts: one id means one file system. Share the directory (gluster does), or leave filesystem out",
    });
  }
  const { metadataFile, imagesDirectory } = filesystem;
  if (inside(metadataFile, imagesDirectory)) {
    problems.push({
      path: "filesystem.metadataFile",
      message: `must be outside filesystem.imagesDirectory (${imagesDirectory}), where only images belong`,
    });
  }
  if (/\.(conf|ini)$/.test(metadataFile)) {
    problems.push({
      path: "filesystem.metadataFile",
      message:
        "must be a file of its own, since it becomes a JSON document: a service reads its settings from a .conf or .ini file",
    });
  }
  if (gluster !== undefined && !inside(imagesDirectory, gluster.mountPoint)) {
    problems.push({
      path: "filesystem.imagesDirectory",
      message: `must be gluster.mountPoint (${gluster.mountPoint}) or below it`,
    });
  }
  return problems;
}

/** The file store's own directory, where nobody names another. */
const imagesDirectory = "/var/lib/glance/images";

/** Images in a directory of the host that they came through, which no other host has. */
function fileStoreProblems({
  filesystem,
  fileStore,
  gluster,
  hosts,
  ...stores
}: Pick<Settings, StoreKind | "filesystem" | "fileStore" | "gluster" | "hosts">): Problem[] {
  // Where Compute is told of a file system, its own settings say whether hosts share it.
  if (defaultStore(stores) !== "file" || filesystem !== undefined || fileStore.shared) return [];
  const isOnVolume = gluster !== undefined && inside(imagesDirectory, gluster.mountPoint);
  if (imageHosts(hosts) < 2 || isOnVolume) return [];
  const message = `must be true with several image hosts and no swift: each would have only the images that came through it. Store images in Swift, mount one file system at ${imagesDirectory} of all (gluster does), or say here that there is one`;
  return [{ path: "fileStore.shared", message }];
}

function imageHosts(hosts: Settings["hosts"]): number {
  return Object.values(hosts).filter(({ roles }) => roles.includes("image")).length;
}

function inside(directory: string, root: string): boolean {
  return `${directory}/`.startsWith(`${root}/`);
}

function proofProblems({ proof }: Pick<Settings, "proof">): Problem[] {
  const { clientCertificate, clientPrivateKey, ca } = proof;
  const problems = ca === undefined ? [] : certificateProblems(ca, "proof.ca");
  if ((clientCertificate === undefined) !== (clientPrivateKey === undefined)) {
    problems.push({
      path: "proof",
      message: "must have both clientCertificate and clientPrivateKey, or neither",
    });
  }
  if (clientCertificate !== undefined && clientPrivateKey !== undefined) {
    problems.push(
      ...pairProblems(clientCertificate, clientPrivateKey, {
        certificate: "proof.clientCertificate",
        privateKey: "proof.clientPrivateKey",
      }),
    );
  }
  return problems;
}
