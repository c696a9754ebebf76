/** A setting that changes nothing is a lie to whoever sets it: each is tried with another value. */
import type { Registered } from "../support/mocks";
import * as assert from "node:assert/strict";
import { settings } from "../../docs/settings";
import { certificates } from "../support/certificates";
import { complete, hostKey } from "../support/configuration";
import { made, whole } from "../support/service";

/** Other values of settings that take no text or number that can be made up. */
const others: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  release: { release: "yoga" },
  "compute/release": { "compute/release": "ocata" },
  platform: { platform: "redhat" },
  mode: { mode: "configuration" },
  "hosts/controller/roles": { "hosts/controller/roles": ["identity", "compute"] },
  "hosts/image1/roles": { "hosts/image1/roles": ["image", "compute"] },
  "hosts/image2/roles": { "hosts/image2/roles": ["image"] },
  "hosts/compute1/roles": { "hosts/compute1/roles": ["image", "compute"] },
  "api/bindHost": { "api/bindHost": "::" },
  "api/port": { "api/port": 9191 },
  "endpoints/public": { "endpoints/public": "https://glance.example.org:443" },
  "identity/authUrl": { "identity/authUrl": "http://10.0.0.6:5000/v3" },
  "swift/authUrl": { "swift/authUrl": "http://10.0.0.6:5000/v3" },
  "filesystem/imagesDirectory": { "filesystem/imagesDirectory": "/srv/images" },
  "gluster/mountPoint": { "gluster/mountPoint": "/var/lib/glance" },
  "ssh/privateKey": { "ssh/privateKey": certificates.serverKey },
  // Another certificate would have to be for the same name, and of another key: more text will do.
  "tls/certificate": { "tls/certificate": `${certificates.server}${certificates.clientCa}` },
  "tls/privateKey": { "tls/privateKey": `${certificates.serverKey}\n` },
  "tls/clientCa": { "tls/clientCa": certificates.server },
  "proof/ca": { "proof/ca": certificates.clientCa },
  "proof/clientCertificate": {
    "proof/clientCertificate": certificates.server,
    "proof/clientPrivateKey": certificates.serverKey,
  },
  "proof/clientPrivateKey": {
    "proof/clientCertificate": certificates.server,
    "proof/clientPrivateKey": certificates.serverKey,
  },
};

/** What else is given, before and after, to have that setting mean something. */
const beside: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "api/registry": { release: "pike", "compute/release": "pike" },
  "filesystem/imagesDirectory": { gluster: undefined },
  "compute/volumeDriver": { "compute/release": "newton" },
  "compute/filesystemEntry": { "compute/release": "newton" },
};

/** Settings that no resource hears, and why. */
const silent: Readonly<Record<string, string>> = {
  "identity/adminRc": "the administrator's own login is given, which counts instead",
  "filesystem/shared": "an answer to what a check asks: without it the stack is refused",
  "fileStore/shared": "the same",
};

/** Settings that are not given there, since they take the place of what is found or made otherwise. */
const added: Readonly<Record<string, unknown>> = {
  "ssh/program": "/usr/local/sbin/pulumi-glance",
  "swift/region": "Elsewhere",
  "filesystem/id": "11111111-2222-3333-4444-555555555555",
  "compute/filesystemEntry": "ours",
};

describe("Each setting", function () {
  const isHeard = (path: string, changes: Readonly<Record<string, unknown>>) => {
    it(`is heard by some resource: ${path.replaceAll("/", ".")}`, async () => {
      const before = text(await (path in beside ? made(complete, beside[path]) : whole()));
      const now = text(await made(complete, { ...beside[path], ...changes }));
      assert.equal(now === before, path in silent);
    });
  };
  for (const [path, value] of leaves(complete)) {
    isHeard(path, others[path] ?? { [path]: another(path, value) });
  }
  for (const [path, value] of Object.entries(added)) isHeard(path, { [path]: value });

  it("is tried", () => {
    const tried = leaves(complete).map(([path]) =>
      path.replaceAll("/", ".").replace(/^hosts\.\w+/, "hosts.<name>"),
    );
    const rows = settings().map(({ path }) => path);
    const all = rows.filter(
      (path) =>
        !rows.some((other) => other.startsWith(path) && /^[.[]/.test(other.slice(path.length))),
    );
    const written = all.map((path) => path.replace(/\["(.+)"\]$/, ".$1"));
    assert.deepEqual(
      written.filter((path) => !tried.includes(path)),
      Object.keys(added).map((path) => path.replace("/", ".")),
    );
  });
});

/** Path and value of each setting that is given. */
function leaves(value: unknown, path = ""): readonly (readonly [string, unknown])[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) =>
    leaves(inner, path === "" ? key : `${path}/${key}`),
  );
}

function another(path: string, value: unknown): unknown {
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return value + 1;
  if (path.endsWith("/hostKey")) return hostKey(42);
  if (path === "abandon/stores") return ["file"];
  if (Array.isArray(value)) return value.slice(1);
  if (path.startsWith("extra/")) return "[DEFAULT]\nworkers = 5\n";
  const written = String(value);
  if (path.endsWith("/address") || path.endsWith("/host") || path.endsWith("/server"))
    return "10.0.9.9";
  if (written.startsWith("http")) return written.replace("://", "://other.");
  return `${written}x`;
}

function text(resources: readonly Registered[]): string {
  return resources
    .map((resource) => JSON.stringify(resource))
    .sort()
    .join("\n");
}
