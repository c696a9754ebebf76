import { only, secretly } from "../../support/mocks";
import * as assert from "node:assert/strict";
import { certificatePath, certificates } from "../../support/certificates";
import { complete, smallest } from "../../support/configuration";
import { made, whole } from "../../support/service";

const identity = { project: "admin", domain: "Default" };

describe("guide", () => {
  it("becomes administrator with the login of the stack's secrets where there is one", async () => {
    const { inputs } = only(await whole(), "glance:index:IdentityRecords");
    const said = inputs.identity as { identity: { admin: unknown } };
    assert.deepEqual(said.identity.admin, {
      authUrl: "http://10.0.0.5:5000/v3",
      username: "admin",
      password: secretly("canary-administrator"),
      projectName: identity.project,
      userDomainName: identity.domain,
      projectDomainName: identity.domain,
      caCertificate: null,
    });
  });

  it("becomes administrator with the file on the identity host otherwise", async () => {
    const resources = await made(smallest, { "identity/adminRc": "/root/rc" });
    const { inputs } = only(resources, "glance:index:IdentityRecords");
    const said = inputs.identity as { identity: { admin: unknown } };
    assert.deepEqual(said.identity.admin, { rcFile: "/root/rc" });
  });

  it("tells clients Keystone's public URL, or the one of hosts where there is no other", async () => {
    const told = (inputs: unknown) =>
      /"www_authenticate_uri":"([^"]*)"/.exec(JSON.stringify(inputs))?.[1];
    const type = "glance:index:ServiceAuthentication";
    assert.equal(told(only(await whole(), type).inputs), "https://keystone.example.org:5000/v3");
    assert.equal(told(only(await made(smallest), type).inputs), "http://10.0.0.5:5000/v3");
  });

  it("reads certificates and keys from the files that are named, keeping keys secret", async () => {
    const resources = await made(complete, {
      "tls/certificate": certificatePath("server"),
      "tls/privateKey": certificatePath("server-key"),
    });
    const { inputs } = only(resources, "glance:index:Tls");
    const { files } = inputs.image as { files: Record<string, { content: unknown }> };
    assert.deepEqual(
      files["/etc/haproxy-glance/server.pem"]?.content,
      secretly(certificates.server + certificates.serverKey),
    );
  });
});
