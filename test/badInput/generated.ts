/** Bad configurations made from the schema: every setting, with every mistake that its type has. */
import { settings, type Setting } from "../../docs/settings";
import { ofComplete, type BadConfiguration, type Row } from "./case";

/** A wrong value: what it is, the value, what must be said. */
type Mistake = readonly [what: string, value: unknown, says: string];

/** One case a setting and mistake. A setting added to the schema later is covered at once. */
export function generated(): BadConfiguration[] {
  return settings().flatMap((setting) => [
    ...ofComplete("missing", missing(setting)),
    ...ofComplete("misspelt", misspelt(setting)),
    ...ofComplete("wrong type", wrong(setting, wrongTypes(setting))),
    ...ofComplete("wrong value", wrong(setting, wrongValues(setting))),
  ]);
}

/** The setting's place in the test's configuration, and its path there. */
function placeOf({ path }: Setting): { readonly place: string; readonly named: string } {
  const named = path.replace("<name>", "image1");
  return { place: named.replace(/\["(.*)"\]/, ".$1").replace(/\.(?!conf$)/g, "/"), named };
}

function missing(setting: Setting): Row[] {
  if (setting.fallback !== "required") return [];
  const { place, named } = placeOf(setting);
  return [
    [
      `${named} is missing`,
      { [place]: undefined },
      named,
      `is missing: it ${setting.meaning.charAt(0).toLowerCase()}${setting.meaning.slice(1)}`,
    ],
  ];
}

/** Its last letter left out, beside the setting itself, so that nothing else is wrong. */
function misspelt(setting: Setting): Row[] {
  const { place, named } = placeOf(setting);
  const key = /([a-z]+)$/i.exec(setting.path)?.[1] ?? "";
  // A name of a file is an odd key, and tested by hand.
  if (setting.path.endsWith("]")) return [];
  return [
    [
      `${named} without its last letter`,
      { [place.slice(0, -1)]: "canary" },
      named.slice(0, -1),
      `Rename it to ${key}, or take it out`,
    ],
  ];
}

function wrong(setting: Setting, mistakes: readonly Mistake[]): Row[] {
  const { place, named } = placeOf(setting);
  return mistakes.map(([what, value, says]) => [
    `${named} is ${what}`,
    { [place]: value },
    Array.isArray(value) && value.length > 0 ? `${named}[${value.length - 1}]` : named,
    says,
  ]);
}

/** What is said of a value of another type than the setting's. */
const ofType: Readonly<Record<string, string>> = {
  group: "must be a map of settings",
  "a map of hosts": "must be a map of",
  "a list of image, compute, identity": "must be a list of roles",
  "a list of networks": "must be a list of networks",
  "true or false": "must be true or false",
};

function wrongTypes({ path, type }: Setting): Mistake[] {
  const top = !path.includes(".") && !path.includes("[");
  const isGroup = type === "group" || type === "a map of hosts";
  // The engine hands settings of the top over as text, whatever stood in the file.
  if (top && !isGroup) return [];
  const says = ofType[type] ?? `must be ${type}`;
  const others: readonly Mistake[] = [
    ["a number", 42, says],
    ["true", true, says],
    ["null", null, says],
    ["a list", [], says],
    ["a map", {}, says],
    ["text", "canary", says],
  ];
  return others.filter(([what]) => !fits(what, type, isGroup));
}

function fits(what: string, type: string, isGroup: boolean): boolean {
  if (what === "a number") return type.startsWith("a whole number");
  if (what === "true") return type === "true or false";
  if (what === "a list") return type.startsWith("a list");
  if (what === "a map") return isGroup;
  const isText = !/^a (whole number|list)|^true or|^group/.test(type) && !isGroup;
  return what === "text" && isText;
}

const tooLong = "x".repeat(256);
const network = "must be an address or a network in CIDR form";
const url = "must be an http:// or https:// URL with a host";
const range = "must be a whole number from 1 to 65535";

/** Values of the right type that are wrong, by the type's name in docs/reference/settings.md. */
const ofKind: Readonly<Record<string, readonly Mistake[]>> = {
  name: [
    ["empty", "", "must not be empty"],
    ["blank", "  ", "must not begin or end with a blank"],
    ["text with a blank before it", " glance", "must not begin or end with a blank"],
    ["text with a blank behind it", "glance ", "must not begin or end with a blank"],
    ["text with a newline", "glance\nadmin = yes", "must not hold a newline or NUL"],
    ["text with a return", "glance\r", "must not hold a newline or NUL"],
    ["text with NUL", "gl\0ance", "must not hold a newline or NUL"],
    ["what a terminal makes of pasting", "\x1b[200~glance", "must not hold invisible characters"],
    ["text with a zero-width blank", "gl\u200bance", "must not hold invisible characters"],
    ["text of 256 letters", tooLong, "must be at most"],
  ],
  secret: [
    ["empty", "", "must not be empty"],
    ["text with a newline", "canary\n", "must not hold a newline or NUL"],
    ["text with a return", "canary\r", "must not hold a newline or NUL"],
    ["text with NUL", "can\0ary canary", "must not hold a newline or NUL"],
  ],
  pem: [
    ["empty", "", "must not be empty"],
    ["a file that is not there", "./canary/missing.pem", "that can be read (ENOENT)"],
    ["a directory", ".", "that can be read (EISDIR)"],
    ["no PEM inside", "-----BEGIN NOTHING-----\ncanary\n-----END NOTHING-----\n", "is not a"],
    ["base64 without its first line", "MIIBcanary+/==", "is neither PEM text nor a file"],
  ],
  "a host name or an IP address": [
    "",
    "10.0.0",
    "10.0.0.256",
    "10.0.0.5:3306",
    "http://10.0.0.5",
    "10.0.0.5/24",
    "10.0.0.5,10.0.0.6",
    "fd00::5::1",
    "[fd00::5]",
    "fe80::1%eth0",
    "0.0.0.0",
    "::",
    "db server",
    " db",
    "db\n",
    "-db",
    "db..example",
    "user@db",
    "dä.example.org",
    tooLong,
  ].map((bad) => [JSON.stringify(bad).slice(0, 24), bad, "must be a host name or an IP address"]),
  "an IP address": ["", "image1", "10.0.0", "[::]", "0.0.0.0:9292", "*", "fe80::1%eth0"].map(
    (bad) => [JSON.stringify(bad), bad, "must be an IP address"],
  ),
  "a URL": [
    "",
    "glance.example.org:9292",
    "ftp://glance.example.org",
    "http://",
    "http://:9292",
    "http:glance",
    "http//glance.example.org",
    "http://glance:99999",
    "http://glance:0",
    "http://glance:port",
    "http://fd00::5:9292",
    "http://[fe80::1%25eth0]:9292",
    "http://10.0.0.256",
    "http://0.0.0.0:9292",
    "http://glance example.org",
    "http://glance.example.org\n",
    "http://admin:canary@glance.example.org",
    "http://glance.example.org?a=canary",
    "http://glance.example.org#canary",
  ].map((bad) => [JSON.stringify(bad), bad, url]),
  "a path": [
    "",
    "/",
    "images",
    "./images",
    "~/images",
    "/var/../etc",
    "/var/lib/",
    "/var//lib",
    "/a b",
    "/a'b",
    "/a%b",
    "/a$b",
    "/a\nb",
    "/a\0b",
    "C:\\images",
  ].map((bad) => [JSON.stringify(bad), bad, "must be an absolute path"]),
  "a whole number from 1 to 65535": [0, 65536, -1, 3.5, 1e9, "9292", "abc", ""].map((bad) => [
    JSON.stringify(bad),
    bad,
    range,
  ]),
  "a whole number of bytes": [
    ["0", 0, "must be at least 1"],
    ["-1", -1, "must be at least 1"],
    ["half a byte", 0.5, "must be a whole number of bytes"],
    ["2 GiB", 2 ** 31, "must be at most 1 GiB"],
    ["a size with its unit", "1M", "must be a whole number of bytes"],
  ],
  "true or false": ["yes", "on", "true", "False", 1, 0, ""].map((bad) => [
    JSON.stringify(bad),
    bad,
    "must be true or false",
  ]),
  "a list of networks": [
    ["a list of nothing", [null], "must be a network"],
    ...[
      "",
      "all",
      "any",
      "10.0.0.0/33",
      "fd00::/129",
      "10.0.0.0/",
      "10.0.0.0/-1",
      "10.0.0.0/255.255.255.0",
      "10.0.0.0/8/8",
      "10.0.0/24",
      "10.0.0.1-10.0.0.9",
      "10.0.0.0/24, 10.0.1.0/24",
      "fe80::%eth0/64",
    ].map((bad): Mistake => [`a list with ${JSON.stringify(bad)}`, [bad], network]),
    ["a list with bits of a host", ["10.0.0.5/24"], "has bits of a host behind"],
    ["a list with bits of a host (IPv6)", ["fd00::5/64"], "has bits of a host behind"],
  ],
  "a list of image, compute, identity": [
    ["a list of nothing", [], "must name at least one role"],
    ["a list with an unknown role", ["image", "storage"], "must be image or compute or identity"],
    ["a list with a role in capitals", ["Image"], "must be image or compute or identity"],
  ],
  "a public host key": [
    ["empty", "", "ssh-keyscan"],
    ["a fingerprint", "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU", "ssh-keyscan"],
    ["an RSA key", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAAQ==", "ssh-keyscan"],
    ["a type without a key", "ssh-ed25519", "ssh-keyscan"],
    ["a key cut off", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEBAQ", "ssh-keyscan"],
    [
      "a line of known_hosts",
      "10.0.0.11 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEB",
      "ecdsa-sha2-nistp256",
    ],
  ],
  "a UUID": ["", "images", "11111111-2222-3333-4444", "{11111111222233334444555555555555}"].map(
    (bad) => [JSON.stringify(bad), bad, "must be a UUID"],
  ),
  "a release, juno to 2026.2": [
    ["empty", "", "must be a release, juno to 2026.2"],
    ["in capitals", "Zed", "yoga, zed, 2023.1"],
    ["the number of one with a name", "2022.2", "yoga, zed, 2023.1"],
    ["the name of one with a number", "antelope", "zed, 2023.1, 2023.2"],
    ["one before the guide's", "icehouse", "must be a release, juno to 2026.2"],
    ["a version of Glance", "25.0.0", "must be a release, juno to 2026.2"],
    ["several", "yoga, zed", "must be a release, juno to 2026.2"],
  ],
  debian: [
    ["empty", "", "must be debian"],
    ["another family", "redhat", "must be debian"],
  ],
  "service or configuration": [
    ["empty", "", "must be service or configuration"],
    ["another word", "config", "must be service or configuration"],
  ],
};

function wrongValues({ type, secret }: Setting): readonly Mistake[] {
  if (type.startsWith("PEM text")) return ofKind.pem ?? [];
  return ofKind[type === "text" ? (secret ? "secret" : "name") : type] ?? [];
}
