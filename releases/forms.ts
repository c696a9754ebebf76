/** The forms in which values stand in files: each undoes what its reader would do to it. */
import type { AnyRelease } from "./history";
import { isAtLeast } from "./release";

/** What Python strips from a value's ends: more than JavaScript's own trim does. */
const blankEnd = /^[\s\x1c-\x1f\x85]|[\s\x1c-\x1f\x85]$/;

/**
 * A value of an oslo.config file. oslo substitutes `$name`, reads both `$$` and `\$` as a dollar,
 * strips surrounding blanks, and strips surrounding quotes, even one that is its own pair: so `$`
 * is escaped in the way that what stands before it allows, and what would be stripped is quoted.
 */
export function osloValue(value: string): string {
  const escaped = value.replace(/\\?\$/g, (dollar) => (dollar === "$" ? "$$" : "\\\\$"));
  const stripped = blankEnd.test(escaped) || /^(["'])(.*\1)?$/s.test(escaped);
  return stripped ? `"${escaped}"` : escaped;
}

/** A part of a URL: everything but letters, digits, `-`, `.`, `_` and `~` is percent-encoded. */
export function urlPart(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A host in a URL: IPv6 addresses stand in brackets. */
export function urlHost(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

/**
 * A value of Swift's reference file. glance_store reads it with Python's ConfigParser, which
 * substitutes `%(name)s`, and then strips one pair of quotes, failing on an unclosed one: so `%`
 * is doubled, and what begins with a quote or would be stripped is quoted.
 */
export function referenceValue(value: string): string {
  const escaped = value.replaceAll("%", "%%");
  return /^["']/.test(escaped) || blankEnd.test(escaped) ? `"${escaped}"` : escaped;
}

/**
 * SQLAlchemy's URL of a MySQL database. To Kilo it is the guide's own, `mysql://` with the driver
 * MySQLdb; since Liberty PyMySQL is OpenStack's driver. That one sends a password as Latin-1, and
 * fails on letters that Latin-1 lacks, while the server keeps it as UTF-8: so each UTF-8 byte is
 * written as the Latin-1 character of that byte, which PyMySQL turns back into the byte.
 */
export function databaseUrl(
  release: AnyRelease,
  database: { host: string; port: number; name: string; user: string; password: string },
): string {
  const { host, port, name, user, password } = database;
  if (!isAtLeast(release, "liberty")) {
    const address = port === 3306 ? urlHost(host) : `${urlHost(host)}:${port}`;
    return `mysql://${urlPart(user)}:${urlPart(password)}@${address}/${urlPart(name)}`;
  }
  const bytes = Buffer.from(password, "utf8").toString("latin1");
  const login = `${urlPart(user)}:${urlPart(bytes)}`;
  return `mysql+pymysql://${login}@${urlHost(host)}:${port}/${urlPart(name)}?charset=utf8`;
}

/**
 * oslo.messaging's URL of a RabbitMQ virtual host. It takes the login apart and writes it anew for
 * kombu with any slash as it is, so that a slash in a user or password never arrives, however it
 * is encoded. A URL without a host is handed to kombu whole, and carries such a login.
 */
export function transportUrl(broker: {
  host: string;
  port: number;
  user: string;
  password: string;
  virtualHost: string;
}): string {
  const { host, port, user, password, virtualHost } = broker;
  const login = `${urlPart(user)}:${urlPart(password)}`;
  const address = `${login}@${urlHost(host)}:${port}/${urlPart(virtualHost)}`;
  const isLost = `${user}${password}`.includes("/");
  return isLost ? `kombu+amqp:///${urlPart(address)}` : `rabbit://${address}`;
}
