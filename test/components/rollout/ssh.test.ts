import { revealed, secretly } from "../../support/mocks";
import * as assert from "node:assert/strict";
import { connectionTo } from "../../../components/rollout/ssh";
import { Secret } from "../../../settings/secret";
import { certificatePath, certificates } from "../../support/certificates";
import { hostKey } from "../../support/configuration";

const host = { address: "10.0.0.11", port: 22, hostKey: hostKey(1), roles: [] };
const reached = { host: "10.0.0.11", port: 22, hostKey: hostKey(1), perDialTimeout: 15 };

describe("connectionTo", () => {
  it("leaves the login to the SSH agent without a private key, and checks the host's key", () => {
    assert.deepEqual(connectionTo(host, { user: "root" }), { ...reached, user: "root" });
  });

  it("keeps a private key secret, on the way through a bastion, too", async () => {
    const bastion = { host: "bastion", port: 2222, user: "jump", hostKey: hostKey(9) };
    const connection = connectionTo(host, {
      user: "ops",
      privateKey: new Secret(certificates.otherKey),
      bastion,
    });
    const privateKey = secretly(certificates.otherKey);
    assert.deepEqual(await revealed(connection), {
      ...reached,
      user: "ops",
      privateKey,
      proxy: { ...bastion, privateKey },
    });
  });

  it("reads a private key from the file that is named instead", async () => {
    const privateKey = new Secret(certificatePath("other-key"));
    const connection = connectionTo(host, { user: "root", privateKey });
    assert.deepEqual(await revealed(connection), {
      ...reached,
      user: "root",
      privateKey: secretly(certificates.otherKey),
    });
  });
});
