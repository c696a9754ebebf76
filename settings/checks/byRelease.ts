/** What is sound in one release and not in another: what the stack's own lacks, or has not yet. */
import { platform } from "../../platforms/families";
import { wsgiServer } from "../../platforms/wsgiServer";
import * as admin from "../../releases/meanings/authentication";
import * as nova from "../../releases/meanings/compute";
import {
  identityV2,
  identityV3,
  lacks,
  offers,
  registry,
  swiftDomains,
} from "../../releases/features";
import type { AnyRelease } from "../../releases/history";
import { bindHost } from "../../releases/meanings/listener";
import * as notifications from "../../releases/meanings/notifications";
import * as stores from "../../releases/meanings/stores";
import { identityVersion, isProjectId } from "../../releases/identity";
import { has, place, SettingGone, type Meaning } from "../../releases/release";
import { extraSettings } from "./extra";
import { dotted, type Problem } from "../problem";
import type { Settings } from "../schema";
import type { Secret } from "../secret";

/** The Image service's own login: version, domain and project of its Keystone. */
export function identityProblems({
  identity,
  release,
}: Pick<Settings, "identity" | "release">): Problem[] {
  const { authUrl, publicUrl = "", domain, project } = identity;
  const problems = [
    ...versionProblems(authUrl, "identity.authUrl", release),
    ...domainProblems(domain, "identity.domain", authUrl),
  ];
  if (identityVersion(publicUrl) === "2" && !offers(identityV2, release)) {
    problems.push({ path: "identity.publicUrl", message: lacks(identityV2, release) });
  }
  if (isProjectId(project) && has(admin.adminTenantName, release)) {
    const message = `must be the project's name: ${release} does not look up an id`;
    problems.push({ path: "identity.project", message });
  }
  return problems;
}

/** The login of Swift's user: the same, and domains only where its store knows them. */
export function swiftIdentityProblems({
  swift,
  release,
}: Pick<Settings, "swift" | "release">): Problem[] {
  if (swift === undefined) return [];
  const { authUrl, domain } = swift;
  const problems = [
    ...versionProblems(authUrl, "swift.authUrl", release),
    ...domainProblems(domain, "swift.domain", authUrl),
  ];
  const isForeign = identityVersion(authUrl) === "3" && domain !== "Default";
  if (isForeign && !offers(swiftDomains, release)) {
    const message = `must be Default: ${lacks(swiftDomains, release)}`;
    problems.push({ path: "swift.domain", message });
  }
  return problems;
}

/**
 * Passwords that Juno's own forms lose: its Swift store makes a URL of user and key without encoding
 * them, and its broker's login is Python 2's.
 */
export function passwordProblems({
  swift,
  broker,
  release,
}: Pick<Settings, "swift" | "broker" | "release">): Problem[] {
  const problems: Problem[] = [];
  const isAscii = (text: Secret) => /^[ -~]*$/.test(text.inClear());
  if (
    swift &&
    has(stores.swiftKey, release) &&
    (!isAscii(swift.password) || /[/:]/.test(swift.password.inClear()))
  ) {
    const message = `must be of ASCII without slash and colon: ${release}'s Swift store makes a URL of it`;
    problems.push({ path: "swift.password", message });
  }
  if (broker && has(notifications.rabbitPassword, release) && !isAscii(broker.password)) {
    problems.push({
      path: "broker.password",
      message: `must be of ASCII: ${release}'s broker login takes no other`,
    });
  }
  return problems;
}

/** Settings of Glance's own server where another one runs glance-api, and reads none of them. */
export function serverProblems({
  extra,
  platform: family,
  release,
}: Pick<Settings, "extra" | "platform" | "release">): Problem[] {
  const fragment = extra["glance-api.conf"];
  if (fragment === undefined || wsgiServer(platform(family), release) === undefined) return [];
  if (extraSettings(fragment).DEFAULT?.workers === undefined) return [];
  const path = dotted(["extra", "glance-api.conf"]);
  const message = `sets workers, which nobody reads: uWSGI runs ${release}'s glance-api, with processes of its own. Take workers out`;
  return [{ path, message }];
}

/** The program must know which file tells glance-api where to listen. */
export function listenerProblems({
  platform: family,
  release,
}: Pick<Settings, "platform" | "release">): Problem[] {
  if (has(bindHost, release) || wsgiServer(platform(family), release) !== undefined) return [];
  const message = `is ${family}, and this project does not know its packages of ${release}: glance-api runs there under a WSGI server, whose own settings say where it listens. Give another release or platform`;
  return [{ path: "platform", message }];
}

/** A registry where there is none any more. */
export function registryProblems({ api, release }: Pick<Settings, "api" | "release">): Problem[] {
  if (api.registry !== true || offers(registry, release)) return [];
  return [{ path: "api.registry", message: lacks(registry, release) }];
}

/** What Nova, of the release on compute hosts, has lost; and what it needs of the others. */
export function computeProblems({
  compute,
  gluster,
  filesystem,
  release,
}: Pick<Settings, "compute" | "gluster" | "filesystem" | "release">): Problem[] {
  const problems: Problem[] = [];
  const refuseGone = (path: string, meaning: Meaning) => {
    try {
      place(meaning, compute.release ?? release);
    } catch (error) {
      if (!(error instanceof SettingGone)) throw error;
      problems.push({ path, message: error.message });
    }
  };
  if (compute.volumeDriver) {
    refuseGone("compute.volumeDriver", nova.glusterMountPointBase);
    if (gluster === undefined) {
      problems.push({
        path: "compute.volumeDriver",
        message: "needs gluster. Give it, or leave this setting out",
      });
    }
  }
  if (compute.filesystemEntry !== undefined) {
    refuseGone("compute.filesystemEntry", nova.allowedDirectUrlSchemes);
    if (filesystem === undefined) {
      problems.push({
        path: "compute.filesystemEntry",
        message: "needs filesystem. Give it, or leave this setting out",
      });
    }
  }
  return problems;
}

/** The version of Keystone's API that a URL names must be one that the release's clients speak. */
function versionProblems(authUrl: string, path: string, release: AnyRelease): Problem[] {
  const [hasV2, hasV3] = [offers(identityV2, release), offers(identityV3, release)];
  const isV2 = identityVersion(authUrl) === "2";
  if (!isV2 && !/\/v3\/?$/.test(authUrl)) {
    const ends = [...(hasV3 ? ["/v3"] : []), ...(hasV2 ? ["/v2.0"] : [])].join(" or ");
    return [{ path, message: `must end in ${ends}, the version of Keystone's API` }];
  }
  if (isV2 && !hasV2) return [{ path, message: lacks(identityV2, release) }];
  if (!isV2 && !hasV3) {
    return [{ path, message: `must end in /v2.0: ${lacks(identityV3, release)}` }];
  }
  return [];
}

/** The API v2.0 knows one domain only, which is called Default. */
function domainProblems(domain: string, path: string, authUrl: string): Problem[] {
  if (identityVersion(authUrl) === "3" || domain === "Default") return [];
  return [
    { path, message: "must be Default: Keystone's API v2.0 in the URL knows no other domain" },
  ];
}
