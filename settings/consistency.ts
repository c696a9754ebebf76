/** What a schema of single values cannot see: settings that do not go together. */
import {
  certificateNameProblems,
  certificateProblems,
  pairProblems,
  sshKeyProblems,
} from "./certificate";
import { extraProblems } from "./extra";
import { dotted, type Problem } from "./problem";
import type { Role, Settings } from "./schema";
import * as compute from "../releases/meanings/compute";
import {
  identityV2,
  identityV3,
  lacks,
  offers,
  registry,
  swiftDomains,
} from "../releases/features";
import type { AnyRelease } from "../releases/history";
import { identityVersion } from "../releases/identity";
import { place, SettingGone, type Meaning } from "../releases/release";

type Check = (sound: Partial<Settings>) => Problem[];

/** A check that waits until the settings it looks at are sound each on its own. */
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
  needing(["identity", "release"], identityProblems),
  needing(["api", "release"], registryProblems),
  needing(["swift", "release"], swiftProblems),
  needing(["tls", "api", "proof", "mode"], tlsProblems),
  needing(["filesystem", "gluster", "hosts"], filesystemProblems),
  needing(["compute", "gluster", "filesystem", "release"], computeProblems),
  needing(["extra"], extraFragments),
  needing(["proof"], proofProblems),
];

/** All that does not go together in those settings that are sound each on its own. */
export function inconsistencies(sound: Partial<Settings>): Problem[] {
  return checks.flatMap((check) => check(sound));
}

function extraFragments({ extra }: Pick<Settings, "extra">): Problem[] {
  return Object.entries(extra).flatMap(([file, fragment]) =>
    extraProblems(fragment, dotted(["extra", file])),
  );
}

/** The version of Keystone's API that a URL names must be one that the release's clients speak. */
function versionProblems(authUrl: string, path: string, release: AnyRelease): Problem[] {
  const isV2 = identityVersion(authUrl) === "2";
  if (!isV2 && !/\/v3\/?$/.test(authUrl)) {
    const other = offers(identityV2, release) ? " or /v2.0" : "";
    return [{ path, message: `must end in /v3${other}, the version of Keystone's API` }];
  }
  if (isV2 && !offers(identityV2, release)) return [{ path, message: lacks(identityV2, release) }];
  if (!isV2 && !offers(identityV3, release)) {
    return [{ path, message: `must end in /v2.0: ${lacks(identityV3, release)}` }];
  }
  return [];
}

/** The API v2.0 knows one domain only, which is called Default. */
function domainProblems(domain: string, path: string, version: "2" | "3"): Problem[] {
  if (version === "3" || domain === "Default") return [];
  return [{ path, message: "must be Default: the API v2.0 of the URL knows no other domain" }];
}

function identityProblems({
  identity,
  release,
}: Pick<Settings, "identity" | "release">): Problem[] {
  const { authUrl, publicUrl = "", domain } = identity;
  const problems = [
    ...versionProblems(authUrl, "identity.authUrl", release),
    ...domainProblems(domain, "identity.domain", identityVersion(authUrl)),
  ];
  if (identityVersion(publicUrl) === "2" && !offers(identityV2, release)) {
    problems.push({ path: "identity.publicUrl", message: lacks(identityV2, release) });
  }
  return problems;
}

function registryProblems({ api, release }: Pick<Settings, "api" | "release">): Problem[] {
  if (api.registry !== true || offers(registry, release)) return [];
  return [{ path: "api.registry", message: lacks(registry, release) }];
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
        message: `is ${other}'s too: the same host twice. Give one host both roles instead`,
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
    problems.push({ path: "hosts", message: "at least one host must have the role image" });
  }
  if (count("identity") > 1) {
    problems.push({
      path: "hosts",
      message: "only one host may have the role identity: the one where the records are made",
    });
  }
  if (count("identity") === 0 && identity.administrator === undefined && mode === "service") {
    problems.push({
      path: "hosts",
      message:
        "no host has the role identity, where adminRc stands; give it to one, or give identity.administrator",
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
  const message = `is ${owner[0]}'s, and ${other[0]} is to listen there, too; 0.0.0.0 is all of a host's own`;
  return [{ path: "api.bindHost", message }];
}

function sshPortProblems({ hosts, api, tls }: Pick<Settings, "hosts" | "api" | "tls">): Problem[] {
  const listens = { "api.port": api.port, "tls.backendPort": tls?.backendPort };
  return Object.entries(listens).flatMap(([path, port]) => {
    const host = Object.entries(hosts).find(
      ([, { roles, port: ssh }]) => roles.includes("image") && ssh === port,
    );
    return host === undefined ? [] : [{ path, message: `is the port of SSH on ${host[0]}` }];
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
    problems.push({ path: "endpoints.public", message: "must be https:// where tls is given" });
  }
  for (const key of ["internal", "admin"] as const) {
    if (endpoints[key]?.startsWith("http:") && new URL(endpoints[key]).port === String(api.port)) {
      problems.push({
        path: `endpoints.${key}`,
        message: `must be https:// where tls is given: port ${api.port} speaks only TLS`,
      });
    }
  }
  return problems;
}

function swiftProblems({ swift, release }: Pick<Settings, "swift" | "release">): Problem[] {
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
  problems.push(
    ...versionProblems(swift.authUrl, "swift.authUrl", release),
    ...domainProblems(swift.domain, "swift.domain", identityVersion(swift.authUrl)),
  );
  if (identityVersion(swift.authUrl) === "3" && swift.domain !== "Default") {
    if (!offers(swiftDomains, release)) {
      problems.push({
        path: "swift.domain",
        message: `must be Default: ${lacks(swiftDomains, release)}`,
      });
    }
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
        "is missing: tls.clientCa lets in only clients with a certificate, the proof too. Give it one, or set proof.enabled to false",
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
  const imageHosts = Object.values(hosts).filter(({ roles }) => roles.includes("image"));
  if (filesystem === undefined) return problems;
  if (imageHosts.length > 1 && gluster === undefined && !filesystem.shared) {
    problems.push({
      path: "filesystem.shared",
      message:
        "must be true with several image hosts: one id means one file system. Share the directory (gluster does), or leave filesystem out",
    });
  }
  const { metadataFile, imagesDirectory } = filesystem;
  const inside = (directory: string, root: string) => `${directory}/`.startsWith(`${root}/`);
  if (inside(metadataFile, imagesDirectory)) {
    problems.push({
      path: "filesystem.metadataFile",
      message: `must be outside filesystem.imagesDirectory (${imagesDirectory}), where only images belong`,
    });
  }
  if (/\.(conf|ini)$/.test(metadataFile)) {
    problems.push({
      path: "filesystem.metadataFile",
      message: "must be a file of its own, a JSON document: no service's settings",
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

function computeProblems({
  compute: nova,
  gluster,
  filesystem,
  release: others,
}: Pick<Settings, "compute" | "gluster" | "filesystem" | "release">): Problem[] {
  const release = nova.release ?? others;
  const problems: Problem[] = [];
  const refuseGone = (path: string, meaning: Meaning) => {
    try {
      place(meaning, release);
    } catch (error) {
      if (!(error instanceof SettingGone)) throw error;
      problems.push({ path, message: error.message });
    }
  };
  if (nova.volumeDriver) {
    refuseGone("compute.volumeDriver", compute.glusterMountPointBase);
    if (gluster === undefined) {
      problems.push({ path: "compute.volumeDriver", message: "needs gluster" });
    }
  }
  if (nova.filesystemEntry !== undefined) {
    refuseGone("compute.filesystemEntry", compute.imageFilesystems);
    if (filesystem === undefined) {
      problems.push({ path: "compute.filesystemEntry", message: "needs filesystem" });
    }
  }
  return problems;
}

function proofProblems({ proof }: Pick<Settings, "proof">): Problem[] {
  const { clientCertificate, clientPrivateKey, ca } = proof;
  const problems = ca === undefined ? [] : certificateProblems(ca, "proof.ca");
  if ((clientCertificate === undefined) !== (clientPrivateKey === undefined)) {
    problems.push({
      path: "proof",
      message: "needs both clientCertificate and clientPrivateKey, or neither",
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
