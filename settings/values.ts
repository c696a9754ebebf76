/**
 * The kinds of values that settings are made of. Each says, in its error, what is allowed; none
 * repeats the value, since it might be a secret.
 */
import { isIP } from "node:net";
import { posix } from "node:path";
import { z } from "zod";
import { history } from "../releases/history";
import { Secret, type MaybeSecret } from "./secret";

declare module "zod" {
  interface GlobalMeta {
    /** It must come from `pulumi config set --secret`, and is never shown. */
    secret?: true;
    /** The path of a file that holds it may be given instead, which is no secret. */
    file?: true;
    /** The command that prints a value; HOST stands for what only the operator knows. */
    valueFrom?: string;
  }
}

const oneLine = /^[^\n\r\0]*$/;

/** What the engine makes of a date that stands without quotes in a stack's file. */
const timestamp = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? [+-]\d{4} \S+$/;

/** What is said of a value that should be text of any kind, and is none. */
export const notText = "must be text";

/** A line of text: not empty, no newline, no NUL. Such a value cannot stand in an ini file. */
export const text = () =>
  z
    .string(notText)
    .min(1, "must not be empty")
    .regex(oneLine, { error: "must not hold a newline or NUL", abort: true })
    .refine((value) => !timestamp.test(value), {
      error: "is a date, which YAML rewrites. Put it in quotes in the stack's file",
      abort: true,
    });

/** What shows nowhere: control characters of a paste, blanks of no width, marks of a byte order. */
const invisible = /[\p{Cc}\p{Zl}\p{Zp}\u200b\u2060\ufeff]/u;

/** A password or key: any characters but newline and NUL, of any alphabet; a {@link Secret}. */
export const secret = () => wrapped(text().meta({ secret: true }));

/** PEM text, or the path of a file that holds it. */
export const pem = () =>
  z.string("must be PEM text or the path of a PEM file").min(1, "must not be empty");

/** A PEM private key; a {@link Secret}. */
export const secretPem = () => wrapped(pem().meta({ secret: true, file: true }));

/** Text that nobody has without asking for it: see {@link Secret}. */
const wrapped = (plain: z.ZodType<string, string>) => plain.transform((text) => new Secret(text));

/** A fragment of ini, which is a {@link Secret} where it came encrypted. */
export const fragment = () =>
  z.custom<MaybeSecret>(
    (value) => typeof value === "string" || value instanceof Secret,
    "must be a fragment of ini",
  );

/** Yes or no. */
export const flag = () => z.boolean("must be true or false");

/** A span of time in whole seconds, at least one. */
export const seconds = (most: number) => {
  const allowed = `must be a whole number of seconds from 1 to ${most}`;
  return z.int(allowed).min(1, allowed).max(most, allowed);
};

/** A release of OpenStack, by the name that its documentation has in its URL. */
export const release = () =>
  z.enum(
    history,
    `must be a release, ${history[0]} to ${history.at(-1) ?? ""} (${history.join(", ")}; numbers in quotes)`,
  );

/** A host's name or address, without scheme, port or path. */
export const hostAddress = () =>
  z
    .string("must be a host name or an IP address")
    .refine(
      isHostAddress,
      "must be a host name or an IP address, without scheme, port or path (10.0.0.5, db.example.org, fd00::5)",
    );

/** An address to listen on. */
export const bindAddress = () =>
  z
    .string("must be an IP address")
    .refine(isAddress, "must be an IP address to listen on (0.0.0.0 for all IPv4, :: for all)");

/** A TCP port. */
export const port = () => {
  const allowed = "must be a whole number from 1 to 65535";
  return z.int(allowed).min(1, allowed).max(65535, allowed);
};

/** An http or https URL with a host, without credentials, query or fragment. */
export const httpUrl = () =>
  z
    .string("must be a URL")
    .refine(
      isHttpUrl,
      "must be an http:// or https:// URL with a host and without user, password, query or spaces (https://glance.example.org:9292)",
    );

/** A network that a firewall opening may be limited to. */
export const cidr = () =>
  z
    .string("must be a network")
    .refine(isCidr, {
      error: "must be an address or a network in CIDR form (10.0.0.0/24, fd00::/64)",
      abort: true,
    })
    .refine(
      isWholeNetwork,
      "has bits of a host behind its prefix. Give the network (10.0.0.0/24), or one address (10.0.0.5)",
    );

/** An absolute path in its simplest form. */
export const absolutePath = () =>
  z
    .string("must be a path")
    .refine(
      isAbsolutePath,
      "must be an absolute path in its simplest form, without '..', '//', a slash at its end, spaces, quotes or control characters (/var/lib/glance/images)",
    );

/**
 * A name as OpenStack, MySQL and RabbitMQ take it: one line, no surrounding blanks. Keystone takes
 * 64 characters for projects and domains, and 255 for all else.
 */
export const name = (longest = 255) =>
  text()
    .max(longest, `must be at most ${longest} characters`)
    .refine((value) => value.trim() === value, "must not begin or end with a blank")
    .refine(
      (value) => !invisible.test(value),
      "must not hold invisible characters, as they come along with a paste. Type it anew",
    );

/** A name that stands in a URL or path as it is: SQLAlchemy, for one, decodes no database's. */
export const plainName = (longest = 255) =>
  name(longest).regex(/^[\w-]*$/, "must hold only letters of ASCII, digits, '_' and '-'");

/** An ssh host key as `ssh-keyscan` prints it, without the host: `ssh-ed25519 AAAA…`. */
export const hostKey = () =>
  z
    .string("must be a public host key")
    .refine(
      isHostKey,
      "must be the host's public key, 'ssh-ed25519 AAAA…' or 'ecdsa-sha2-nistp256 AAAA…' (today's servers refuse an RSA key)",
    )
    .meta({ valueFrom: "ssh-keyscan -t ed25519 HOST 2>/dev/null | cut -d' ' -f2-" });

/** An address without a zone: `fe80::1%eth0` means something on one host only. */
function isAddress(value: string): boolean {
  return isIP(value) !== 0 && !value.includes("%");
}

function isHostAddress(value: string): boolean {
  // An address to listen on is nobody's to connect to.
  if (/^(0\.0\.0\.0|[0:]+)$/.test(value)) return false;
  if (isAddress(value)) return true;
  // All digits and dots is an address with a slip in it, not a name.
  if (/^[\d.]+$/.test(value)) return false;
  const label = /^[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/;
  return value.length <= 253 && value.split(".").every((part) => label.test(part));
}

function isHttpUrl(value: string): boolean {
  if (/[\s?#]/.test(value) || !/^https?:\/\/[^/?#]/i.test(value)) return false;
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  if (url.port === "0") return false;
  const bare = url.hostname.replace(/^\[|\]$/g, "");
  return url.username === "" && url.password === "" && isHostAddress(bare);
}

function isCidr(value: string): boolean {
  const [address = "", prefix, ...rest] = value.split("/");
  const family = isIP(address);
  if (!isAddress(address) || rest.length > 0) return false;
  if (prefix === undefined) return true;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128);
}

/** Whether nothing but zeros stands behind a network's prefix. */
function isWholeNetwork(value: string): boolean {
  const [address = "", prefix] = value.split("/");
  return prefix === undefined || !bitsOf(address).slice(Number(prefix)).includes("1");
}

/** An address as its 32 or 128 bits. */
function bitsOf(address: string): string {
  const bits = (parts: readonly string[], base: number, size: number) =>
    parts.map((part) => parseInt(part, base).toString(2).padStart(size, "0")).join("");
  if (isIP(address) === 4) return bits(address.split("."), 10, 8);
  // The URL's form has no dots left in it, whatever was given.
  const hex = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [before = [], after = []] = hex.split("::").map((half) => half.split(":").filter(Boolean));
  const between = Array<string>(8 - before.length - after.length).fill("0");
  return bits([...before, ...between, ...after], 16, 16);
}

function isAbsolutePath(value: string): boolean {
  // Blanks and quotes would need another escape in systemd, HAProxy and ini each.
  if (!/^\/[^\s"'\\%$\x00-\x1f\x7f]+$/.test(value)) return false;
  return posix.normalize(value) === value && !value.endsWith("/");
}

function isHostKey(value: string): boolean {
  const [type = "", key = ""] = value.trim().split(/\s+/);
  if (!/^(ssh-ed25519|ecdsa-sha2-nistp(256|384|521))$/.test(type)) return false;
  const bytes = Buffer.from(key, "base64");
  // Fields, each after its length, of which the first repeats the type; a key cut off has no end.
  const fields: string[] = [];
  let at = 0;
  while (at + 4 <= bytes.length) {
    const end = at + 4 + bytes.readUInt32BE(at);
    fields.push(bytes.toString("latin1", at + 4, end));
    at = end;
  }
  return at === bytes.length && fields.length > 1 && fields[0] === type;
}
