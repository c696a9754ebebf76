import { secretly, type Secret } from "../../../support/mocks";
import * as assert from "node:assert/strict";
import { secretInput } from "../../../../host/document/secretInput";
import { SwiftStore, swiftReads } from "../../../../components/procedures/stores/swiftStore";
import type { AnyRelease } from "../../../../releases/history";
import { referenceValue } from "../../../../releases/forms";
import { spoken, withAwkwardPasswords } from "../../../support/procedure";
import { api, on, zed } from "../../../support/target";

const references = "/etc/glance/glance-swift-store.conf";

const args = {
  ...zed,
  authUrl: "http://10.0.0.5:5000/v3",
  region: "North",
  project: "services",
  user: "swift",
  password: secretInput("100%"),
  domain: "Default",
  container: "glance",
  createContainer: true,
};

const made = (changes: object = {}) =>
  spoken(() => new SwiftStore("swift", { ...args, ...changes }));

const legacy = [
  "swift_store_config_file",
  "swift_store_auth_address",
  "swift_store_user",
  "swift_store_key",
  "swift_store_auth_version",
  "swift_store_container",
  "swift_store_create_container_on_put",
  "swift_store_region",
];

describe("SwiftStore", () => {
  it("puts user and key into a reference file of v3, and drops the guide's v2.0 keys", async () => {
    const part = await made();
    assert.deepEqual(part.said("image"), {
      settings: {
        [api]: {
          swift: {
            swift_store_config_file: references,
            default_swift_reference: "ref1",
            swift_store_container: "glance",
            swift_store_create_container_on_put: "True",
            swift_store_region: "North",
          },
        },
        [references]: {
          ref1: {
            user: "services:swift",
            key: secretly("100%%"),
            auth_address: "http://10.0.0.5:5000/v3",
            auth_version: "3",
            user_domain_name: "Default",
            project_domain_name: "Default",
          },
        },
      },
      drops: { [api]: { DEFAULT: legacy, glance_store: legacy } },
      checks: [
        {
          kind: "swift",
          authUrl: "http://10.0.0.5:5000/v3",
          username: "swift",
          password: secretly("100%"),
          projectName: "services",
          userDomainName: "Default",
          projectDomainName: "Default",
          region: "North",
          reads: swiftReads(zed),
        },
      ],
      validations: [{ kind: "swiftReferences", path: references }],
      units: { "glance-api.service": [api, references] },
      secrets: [secretly("100%")],
    });
    assert.equal(part.said("compute"), undefined);
  });

  it("sets the guide's own keys for Juno, without a file of its own", async () => {
    const part = await made({
      ...on("juno"),
      authUrl: "http://10.0.0.5:5000/v2.0/",
      password: secretInput("pa$s"),
      region: "RegionOne",
    });
    const { settings, drops, validations, units } = part.said("image") ?? {};
    assert.deepEqual(settings, {
      [api]: {
        DEFAULT: {
          swift_store_auth_address: "http://10.0.0.5:5000/v2.0/",
          swift_store_create_container_on_put: "True",
          swift_store_user: "services:swift",
          swift_store_key: secretly("pa$$s"),
        },
      },
    });
    assert.deepEqual(drops, {});
    assert.equal(validations, undefined);
    assert.deepEqual(units, { "glance-api.service": [api] });
  });

  it("names Juno's container and region where they are others than everybody's", async () => {
    const part = await made({ ...on("juno"), container: "images" });
    const text = JSON.stringify(part.said("image")?.settings);
    assert.match(text, /"swift_store_container":"images"/);
    assert.match(text, /"swift_store_region":"North"/);
  });

  for (const [authUrl, version] of [
    ["http://10.0.0.5:5000/v2.0", "2"],
    ["http://10.0.0.5:5000/v3", "3"],
  ] as const) {
    it(`says version ${version} for Kilo beside its reference file, which cannot`, async () => {
      const part = await made({ ...on("kilo"), authUrl });
      const { settings, drops, validations } = part.said("image") ?? {};
      assert.deepEqual(settings, {
        [api]: {
          glance_store: {
            swift_store_config_file: references,
            default_swift_reference: "ref1",
            swift_store_auth_version: version,
            swift_store_container: "glance",
            swift_store_create_container_on_put: "True",
            swift_store_region: "North",
          },
        },
        [references]: {
          ref1: { user: "services:swift", auth_address: authUrl, key: secretly("100%%") },
        },
      });
      const account = ["auth_address", "user", "key"].map((key) => `swift_store_${key}`);
      assert.deepEqual(drops, {
        [api]: {
          DEFAULT: [
            "swift_store_config_file",
            ...account,
            "default_swift_reference",
            "swift_store_auth_version",
            "swift_store_container",
            "swift_store_create_container_on_put",
            "swift_store_region",
          ],
          glance_store: account,
        },
      });
      assert.deepEqual(validations, [{ kind: "swiftReferences", path: references }]);
    });

    it(`says version ${version} in the reference file of Pike, and domains with v3 alone`, async () => {
      const part = await made({ ...on("pike"), authUrl });
      const settings = part.said("image")?.settings as Record<string, Record<string, object>>;
      assert.ok(!("swift_store_auth_version" in (settings[api]?.glance_store ?? {})));
      assert.deepEqual(settings[references]?.ref1, {
        user: "services:swift",
        key: secretly("100%%"),
        auth_address: authUrl,
        auth_version: version,
        ...(version === "3" ? { user_domain_name: "Default", project_domain_name: "Default" } : {}),
      });
    });
  }

  it("names a section of the store's own since Train", async () => {
    const sections = async (release: "stein" | "train") => {
      const { settings } = (await made(on(release))).said("image") as {
        settings: Record<string, Record<string, object>>;
      };
      return Object.keys(settings[api] ?? {});
    };
    assert.deepEqual(await sections("stein"), ["glance_store"]);
    assert.deepEqual(await sections("train"), ["swift"]);
  });

  it("leaves the container to others where it is told so", async () => {
    const part = await made({ createContainer: false });
    assert.match(JSON.stringify(part.inputs), /"swift_store_create_container_on_put":"False"/);
  });

  it("has the host look up how the store reaches Swift, where the release's store reads it", () => {
    const of = (release: AnyRelease) => swiftReads(on(release)).options;
    const at = (section: string, key: string) => [{ section, key }];
    assert.deepEqual(of("zed").endpointType, at("swift", "swift_store_endpoint_type"));
    assert.deepEqual(of("zed").endpoint, at("swift", "swift_store_endpoint"));
    assert.deepEqual(of("stein").insecure, at("glance_store", "swift_store_auth_insecure"));
    assert.deepEqual(of("juno").serviceType, at("DEFAULT", "swift_store_service_type"));
    assert.equal(of("juno").authority, undefined);
  });

  it("writes any password in the reference file's form, and checks with it as it is", async () => {
    const all = await withAwkwardPasswords(
      (name, password) => new SwiftStore(name, { ...args, password: secretInput(password) }),
    );
    for (const [password, said] of all) {
      const { settings, checks } = said as unknown as {
        settings: Record<string, Record<string, Record<string, unknown>>>;
        checks: [{ password: Secret }];
      };
      assert.deepEqual(settings[references]?.ref1?.key, secretly(referenceValue(password)));
      assert.deepEqual(checks[0].password, secretly(password));
    }
  });
});
