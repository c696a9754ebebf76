/** Every secret setting has a canary: it must reach a resource, and stand in clear in none. */
import {
  decoded,
  generated,
  registered,
  revealed,
  Secret,
  type Registered,
} from "../support/mocks";
import * as assert from "node:assert/strict";
import type { ImageService } from "../../components/imageService";
import { settings } from "../../docs/settings";
import { encode } from "../../host/document/encode";
import { warnings } from "../../settings/checks/warnings";
import { printed, SettingsError } from "../../settings/problem";
import { readSettings } from "../../settings/read";
import { Canaries } from "../support/canaries";
import { certificatePath, certificates } from "../support/certificates";
import { changed, complete, hostKey, raw, type Configuration } from "../support/configuration";
import { serviceOf } from "../support/service";

/** The keys that the complete configuration gives; a password is made up instead. */
const keys: Readonly<Record<string, readonly [text: string, file: string]>> = {
  "ssh.privateKey": [certificates.otherKey, "other-key"],
  "tls.privateKey": [certificates.serverKey, "server-key"],
  "proof.clientPrivateKey": [certificates.clientKey, "client-key"],
};

/** Setting → its canary: all that the schema has as secrets, and a fragment that came encrypted. */
const planted: ReadonlyMap<string, string> = new Map([
  ...settings()
    .filter(({ secret }) => secret)
    .map(({ path }) => [path, keys[path]?.[0] ?? `canary-${path.replaceAll(".", "-")}`] as const),
  ["extra", "canary-extra"],
]);

const canaries = new Canaries();
for (const [path, secret] of planted) canaries.plant(path, secret);
canaries.plant("a generated password", generated.password);

/** A configuration with all canaries but those that are left out of it. */
function withCanaries(base: Configuration, without: readonly string[] = []): Configuration {
  const given = [...planted].filter(([path]) => path !== "extra" && !without.includes(path));
  return changed(base, {
    ...Object.fromEntries(given.map(([path, secret]) => [path.replaceAll(".", "/"), secret])),
    "extra/glance-api.conf": `[plugin]\nown = ${planted.get("extra") ?? ""}\n`,
  });
}

const keyFiles = Object.entries(keys).map(([path, [, file]]) => [
  path.replaceAll(".", "/"),
  certificatePath(file),
]);

/** Configurations that take other ways to hosts; by name, what is changed and left out. */
const stacks: Readonly<
  Record<string, { changes?: Readonly<Record<string, unknown>>; without?: readonly string[] }>
> = {
  "a stack with every setting": {},
  "keys in files": { changes: Object.fromEntries(keyFiles) as Record<string, unknown> },
  "a password that is generated": { without: ["identity.password"] },
  "TLS of Glance's own, and a registry": {
    changes: { release: "pike", "api/registry": true, "compute/release": "pike" },
  },
  "the guide's own release": {
    changes: {
      release: "juno",
      hosts: {
        controller: { address: "10.0.0.5", hostKey: hostKey(5), roles: ["identity"] },
        image1: { address: "10.0.0.11", hostKey: hostKey(1), roles: ["image"] },
        compute1: { address: "10.0.0.31", hostKey: hostKey(3), roles: ["compute"] },
      },
      "identity/authUrl": "http://10.0.0.5:35357/v2.0",
      "swift/authUrl": "http://10.0.0.5:5000/v2.0",
      "compute/release": "juno",
      api: undefined,
    },
  },
  "files alone": { changes: { mode: "configuration" }, without: ["proof.clientPrivateKey"] },
};

describe("No secret of", () => {
  for (const [name, { changes = {}, without = [] }] of Object.entries(stacks)) {
    describe(`${name} is shown`, () => {
      const configuration = changed(
        withCanaries(complete, name === "keys in files" ? Object.keys(keys) : without),
        {
          ...Object.fromEntries(without.map((path) => [path.replaceAll(".", "/"), undefined])),
          ...(without.includes("proof.clientPrivateKey")
            ? { "proof/clientCertificate": undefined }
            : {}),
          ...changes,
        },
      );
      const given = raw(configuration, true);
      let service: ImageService | undefined;
      let resources: readonly Registered[] = [];

      before(async () => {
        resources = await registered(() => (service = serviceOf(given)));
      });

      it("by a resource", () => {
        const shown = resources
          .map(({ type, name, ...resource }) => [`${type} ${name}`, canaries.in(clear(resource))])
          .filter(([, found]) => found?.length);
        assert.deepEqual(shown, []);
      });

      it("by an output", async () => {
        const { servicePassword, hosts, proof, directLoading, endpointUrls, filesystemUuid } =
          service ?? assert.fail();
        const outputs = await revealed({
          ...{ servicePassword, hosts, proof, directLoading, endpointUrls, filesystemUuid },
        });
        assert.deepEqual(canaries.in(clear(outputs)), []);
      });

      it("by a warning", () => {
        const said = warnings(readSettings(given)).map((warning) => printed(warning));
        assert.deepEqual(canaries.in(said.join("\n")), []);
      });

      it("by the settings, whoever writes them out", () => {
        const found = readSettings(given);
        assert.deepEqual(canaries.in(JSON.stringify(found)), []);
      });

      it("by an error in other settings", () => {
        const others = { region: "", "database/prot": 1, "hosts/image1/address": "a b" };
        assert.throws(
          () => readSettings(raw(changed(configuration, others), true)),
          (error) => error instanceof SettingsError && canaries.in(error.message).length === 0,
        );
      });

      it("and yet each reaches a resource", () => {
        const all = resources.map(({ inputs }) => JSON.stringify(whole(inputs))).join("\n");
        const reached = canaries.in(all.replaceAll("\\n", "\n"));
        const expected = [...planted.keys()].filter((path) => !without.includes(path));
        const generates = without.includes("identity.password");
        assert.deepEqual(
          reached.filter((path) => path !== "a host's document").sort(),
          [...expected, ...(generates ? ["a generated password"] : [])].sort(),
        );
      });
    });
  }
});

describe("A secret that is shown", () => {
  const secret = planted.get("database.password") ?? "";

  it("is found in a resource's inputs, in a URL and in a host's document", () => {
    for (const shown of [{ a: secret }, { a: [`mysql://u:${secret}@h`] }, { a: [{ [secret]: 1 }] }])
      assert.deepEqual(canaries.in(clear(shown)), ["database.password"]);
    assert.deepEqual(canaries.in(clear({ stdin: encode({ secret }) })), ["a host's document"]);
    assert.deepEqual(canaries.in(clear({ a: new Secret(secret) })), []);
  });
});

/** What is not masked. */
function clear(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner instanceof Secret ? "[secret]" : inner,
  ).replaceAll("\\n", "\n");
}

/** What is masked, too, with documents decoded. */
function whole(value: unknown): unknown {
  if (value instanceof Secret) {
    const isDocument =
      typeof value.value === "string" && canaries.in(value.value).includes("a host's document");
    return isDocument ? decoded(value) : whole(value.value);
  }
  if (Array.isArray(value)) return value.map(whole);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, whole(inner)]));
}
