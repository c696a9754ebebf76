import { secretly } from "../support/mocks";
import * as assert from "node:assert/strict";
import { secret } from "@pulumi/pulumi";
import { ServiceAuthentication } from "../../components/serviceAuthentication";
import { osloValue } from "../../releases/forms";
import { SettingGone } from "../../releases/release";
import { spoken, withAwkwardPasswords } from "../support/part";
import { api, on, zed } from "../support/target";

const args = {
  ...zed,
  authUrl: "http://10.0.0.5:5000/v3",
  publicUrl: "https://keystone.example.org:5000/v3",
  region: "North",
  user: "glance",
  password: secret("pass"),
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
  "admin_tenant_name",
  "tenant_name",
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

  it("refuses a release whose form of it is not known", async () => {
    await assert.rejects(made(on("juno")), (error) => {
      assert.ok(error instanceof SettingGone);
      assert.equal(error.message, "authentication plugin (procedure 5.4): juno does not have it");
      return true;
    });
  });

  it("writes any password in oslo's form, and checks with it as it is", async () => {
    const all = await withAwkwardPasswords(
      (name, password) => new ServiceAuthentication(name, { ...args, password: secret(password) }),
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
