/** The version of Keystone's API that a URL names, and what each version's clients are told. */
import { referenceValue } from "./forms";
import type { AnyRelease } from "./history";
import { isAtLeast } from "./release";

/** `http://10.0.0.5:5000/v2.0/` is the API v2.0's, every other URL v3's. */
export function identityVersion(url: string): "2" | "3" {
  return /\/v2\.0\/?$/.test(url) ? "2" : "3";
}

/** Whether a project is named by its id, which Keystone makes of 32 hexadecimal digits. */
export function isProjectId(project: string): boolean {
  return /^[0-9a-f]{32}$/.test(project);
}

/** Scheme, host and port of a URL, as the guide's auth_protocol, auth_host and auth_port. */
export function urlParts(url: string): { protocol: string; host: string; port: string } {
  const { protocol, hostname, port } = new URL(url);
  const scheme = protocol.replace(":", "");
  return {
    protocol: scheme,
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? (scheme === "https" ? "443" : "80") : port,
  };
}

/** Who logs in to Keystone for Swift, but for the key. */
export interface SwiftAccount {
  readonly authUrl: string;
  readonly project: string;
  readonly user: string;
  readonly domain: string;
}

/**
 * A section of Swift's reference file (`swift_store_config_file`), but for `key`. Kilo's knows
 * neither version nor domains; `auth_version` is said even where it is the default, which is the
 * gone v2.0 to this day.
 */
export function swiftReferenceKeys(
  release: AnyRelease,
  { authUrl, project, user, domain }: SwiftAccount,
): Readonly<Record<string, string>> {
  const login = {
    user: referenceValue(`${project}:${user}`),
    auth_address: referenceValue(authUrl),
  };
  if (!isAtLeast(release, "liberty")) return login;
  const version = identityVersion(authUrl);
  const domains = {
    user_domain_name: referenceValue(domain),
    project_domain_name: referenceValue(domain),
  };
  return { ...login, auth_version: version, ...(version === "3" ? domains : {}) };
}

/**
 * The endpoint of Keystone's by which the release's services check tokens, unless they are told another:
 * Juno's know its URL instead of asking the catalogue.
 */
export function tokenInterface(release: AnyRelease): "admin" | "internal" | null {
  if (!isAtLeast(release, "kilo")) return null;
  return isAtLeast(release, "victoria") ? "internal" : "admin";
}
