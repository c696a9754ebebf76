import { secretly } from "../../support/mocks";
import * as assert from "node:assert/strict";
import { secretInput } from "../../../host/document/secretInput";
import { ServiceAuthentication } from "../../../components/procedures/serviceAuthentication";
import { osloValue } from "../../../releases/forms";
import { spoken, withAwkwardPasswords } from "../../support/procedure";
import { api, on, registry, withRegistry, zed } from "../../support/target";

const args = {
  ...zed,
  authUrl: "http://10.0.0.5:5000/v3",
  publicUrl: "https://keystone.example.org:5000/v3",
  region: "North",
  user: "glance",
  password: secretInput("pass"),
  project: "services",
  domain: "Default",
};

const made = (changes: object = {}) =>
  spoken(() => new ServiceAuthentication("authentication", { ...args, ...changes }));

const authtoken = {
  auth_type: "password",
  auth_url: "http://10.0.0.5:5000/v3",
  www_authenticate_uri: "https://keystone.example.org:5000/v3",
  project_name: "services",
  username: "glance",
  password: secretly("pass"),
  user_domain_name: "Default",
  project_domain_name: "Default",
  region_name: "North",
};

const v2 = [
  "auth_plugin",
  "admin_token",
  "auth_host",
  "auth_port",
  "auth_protocol",
  "auth_admin_prefix",
  "identity_uri",
  "auth_uri",
  "tenant_name",
  "admin_tenant_name",
  "tenant-name",
  "project_id",
  "tenant_id",
  "tenant-id",
  "admin_user",
  "user_name",
  "user-name",
  "admin_password",
  "user_domain_id",
  "project_domain_id",
];

describe("ServiceAuthentication", () => {
  it("sets the paste flavor and a password login, and drops all that spoke the v2.0 API", async () => {
    const part = await made();
    assert.deepEqual(part.said("image"), {
      settings: {
        [api]: { paste_deploy: { flavor: "keystone" }, keystone_authtoken: authtoken },
      },
      drops: { [api]: { keystone_authtoken: v2 } },
      checks: [
        {
          kind: "identity",
          authUrl: "http://10.0.0.5:5000/v3",
          username: "glance",
          password: secretly("pass"),
          projectName: "services",
          userDomainName: "Default",
          projectDomainName: "Default",
          region: "North",
          interface: "internal",
          reads: {
            file: api,
            options: { interface: [{ section: "keystone_authtoken", key: "interface" }] },
          },
        },
      ],
      units: { "glance-api.service": [api] },
      secrets: [secretly("pass")],
    });
    assert.equal(part.said("compute"), undefined);
  });

  it("names a project that is given by its id with project_id, and drops the names", async () => {
    const project = "0123456789abcdef0123456789abcdef";
    const { settings, drops } = (await made({ project })).said("image") as {
      settings: Record<string, Record<string, Record<string, unknown>>>;
      drops: Record<string, Record<string, string[]>>;
    };
    const set = settings[api]?.keystone_authtoken ?? {};
    assert.equal(set.project_id, project);
    assert.ok(!("project_name" in set));
    const dropped = drops[api]?.keystone_authtoken ?? [];
    assert.ok(dropped.includes("project_name"));
    assert.ok(!dropped.includes("project_id"));
  });

  it("shows the password in a preview only masked", async () => {
    const { inputs } = await made();
    const { image } = inputs as {
      image: { settings: object; checks?: unknown; secrets?: unknown };
    };
    assert.deepEqual(image.settings, {
      [api]: { paste_deploy: { flavor: "keystone" }, keystone_authtoken: authtoken },
    });
    assert.equal(image.checks, undefined);
    assert.equal(image.secrets, undefined);
  });

  it("calls the public URL auth_uri before Queens", async () => {
    const { www_authenticate_uri: uri, ...others } = authtoken;
    const part = await made(on("pike"));
    assert.deepEqual(part.said("image")?.settings, {
      [api]: {
        paste_deploy: { flavor: "keystone" },
        keystone_authtoken: { ...others, auth_uri: uri },
      },
    });
    const drops = part.said("image")?.drops;
    assert.deepEqual(drops, {
      [api]: { keystone_authtoken: v2.filter((key) => key !== "auth_uri") },
    });
  });

  it("sets the guide's own keys for Juno in both files, and drops nothing", async () => {
    const authUrl = "http://10.0.0.5:35357/v2.0";
    const password = secretInput("pa$s");
    const part = await made({ ...withRegistry("juno"), authUrl, password });
    const said = {
      paste_deploy: { flavor: "keystone" },
      keystone_authtoken: {
        auth_host: "10.0.0.5",
        auth_port: "35357",
        auth_protocol: "http",
        admin_tenant_name: "services",
        admin_user: "glance",
        admin_password: secretly("pa$$s"),
      },
    };
    const { settings, drops, units } = part.said("image") ?? {};
    assert.deepEqual(settings, { [api]: said, [registry]: said });
    assert.deepEqual(drops, {});
    assert.deepEqual(Object.entries(units ?? {}), [
      ["glance-registry.service", [registry]],
      ["glance-api.service", [api]],
    ]);
  });

  it("takes Juno's host and port out of any URL", async () => {
    const { settings } = (await made({ ...on("juno"), authUrl: "https://[fd00::5]/v2.0/" })).said(
      "image",
    ) as { settings: Record<string, Record<string, Record<string, unknown>>> };
    const { auth_host, auth_port, auth_protocol } = settings[api]?.keystone_authtoken ?? {};
    assert.deepEqual([auth_host, auth_port, auth_protocol], ["fd00::5", "443", "https"]);
  });

  for (const [release, plugin, region] of [
    ["kilo", "auth_plugin", {}],
    ["liberty", "auth_plugin", { region_name: "North" }],
    ["mitaka", "auth_type", { region_name: "North" }],
    ["pike", "auth_type", { region_name: "North" }],
  ] as const) {
    it(`logs in to the API v2.0 where the URL is its, in ${release}`, async () => {
      const authUrl = "http://10.0.0.5:35357/v2.0";
      const part = await made({ ...withRegistry(release), authUrl });
      const { settings, drops } = part.said("image") as {
        settings: Record<string, unknown>;
        drops: Record<string, Record<string, string[]>>;
      };
      assert.deepEqual(settings[api], {
        paste_deploy: { flavor: "keystone" },
        keystone_authtoken: {
          [plugin]: "password",
          auth_url: authUrl,
          auth_uri: "https://keystone.example.org:5000/v3",
          project_name: "services",
          username: "glance",
          password: secretly("pass"),
          ...region,
        },
      });
      assert.deepEqual(settings[registry], settings[api]);
      assert.deepEqual(drops[registry], drops[api]);
      const dropped = drops[api]?.keystone_authtoken ?? [];
      for (const key of ["auth_host", "admin_user", "tenant_name", "admin_tenant_name"]) {
        assert.ok(dropped.includes(key), key);
      }
      // With a domain the plugin would speak v3.
      for (const key of ["user_domain_name", "user_domain_id", "project_domain_name"]) {
        assert.ok(dropped.includes(key), key);
      }
    });
  }

  it("logs in to the API v3 by Kilo's plugin, which knows no region", async () => {
    const part = await made(on("kilo"));
    const { settings } = part.said("image") as {
      settings: Record<string, Record<string, object>>;
    };
    assert.deepEqual(settings[api]?.keystone_authtoken, {
      auth_plugin: "password",
      auth_url: "http://10.0.0.5:5000/v3",
      auth_uri: "https://keystone.example.org:5000/v3",
      project_name: "services",
      username: "glance",
      password: secretly("pass"),
      user_domain_name: "Default",
      project_domain_name: "Default",
    });
  });

  it("writes any password in oslo's form, and checks with it as it is", async () => {
    const all = await withAwkwardPasswords(
      (name, password) =>
        new ServiceAuthentication(name, { ...args, password: secretInput(password) }),
    );
    for (const [password, said] of all) {
      const { settings, checks, secrets } = said as unknown as {
        settings: Record<string, Record<string, Record<string, unknown>>>;
        checks: [{ password: unknown }];
        secrets: unknown[];
      };
      const written = settings[api]?.keystone_authtoken?.password;
      assert.deepEqual(written, secretly(osloValue(password)));
      assert.deepEqual(checks[0].password, secretly(password));
      assert.deepEqual(secrets, [secretly(password)]);
    }
  });
});
