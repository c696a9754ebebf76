import { secretly } from "../../support/mocks";
import * as assert from "node:assert/strict";
import { secretInput } from "../../../host/document/secretInput";
import { IdentityRecords } from "../../../components/procedures/identityRecords";
import { spoken } from "../../support/procedure";
import { zed } from "../../support/target";

const args = {
  ...zed,
  region: "North",
  user: "glance",
  project: "services",
  resetPassword: false,
  role: "admin",
  domain: "Default",
  service: "glance",
  description: "Images",
  endpoints: { public: "http://p:9292", internal: "http://i:9292", admin: "http://a:9292" },
};

describe("IdentityRecords", () => {
  it("asks the identity host for user, role, service and the region's three endpoints", async () => {
    const part = await spoken(
      () =>
        new IdentityRecords("identity", {
          ...args,
          password: secretInput("p%$\\"),
          admin: { rcFile: "/root/keystonerc_admin" },
          adminSecrets: [],
        }),
    );
    const identity = {
      admin: { rcFile: "/root/keystonerc_admin" },
      region: "North",
      user: {
        name: "glance",
        // As it is: JSON carries it, no file's syntax stands between.
        password: secretly("p%$\\"),
        domainName: "Default",
        project: "services",
        projectDomainName: "Default",
        role: "admin",
      },
      service: { name: "glance", type: "image", description: "Images" },
      endpoints: args.endpoints,
      endpointsLast: true,
    };
    assert.deepEqual(part.said("identity"), { identity, secrets: [secretly("p%$\\")] });
    assert.deepEqual(part.inputs, { identity: { identity } });
    assert.equal(part.said("image"), undefined);
  });

  it("keeps the administrator's password secret where a login is given", async () => {
    const password = secretInput("canary");
    const part = await spoken(
      () =>
        new IdentityRecords("identity", {
          ...args,
          password: secretInput("other"),
          admin: {
            authUrl: "http://k:5000/v3",
            username: "admin",
            password,
            projectName: "admin",
            userDomainName: "Default",
            projectDomainName: "Default",
            caCertificate: null,
          },
          adminSecrets: [password],
        }),
    );
    const said = part.said("identity") as {
      identity: { admin: { password: unknown } };
      secrets: unknown;
    };
    assert.deepEqual(said.identity.admin.password, secretly("canary"));
    assert.deepEqual(said.secrets, [secretly("other"), secretly("canary")]);
  });
});
