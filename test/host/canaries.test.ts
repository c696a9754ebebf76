import * as assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encode } from "../../host/document/encode";
import { databaseUrl, osloValue, referenceValue, transportUrl } from "../../releases/forms";
import { Canaries } from "../support/canaries";
import { certificates } from "../support/certificates";

const secret = `canary $%@#;/\\ "':&=[жö end`;
const at = { host: "h", port: 1, name: "n", user: "u", virtualHost: "/" };

describe("Canaries", () => {
  const canaries = new Canaries();
  canaries.plant("password", secret);
  canaries.plant("key", certificates.serverKey);

  it("finds a secret in each form in which files, URLs and logs have it", () => {
    for (const written of [
      secret,
      osloValue(secret),
      referenceValue(secret),
      databaseUrl("zed", { ...at, password: secret }),
      transportUrl({ ...at, password: secret }),
      JSON.stringify({ secret }),
      JSON.stringify(JSON.stringify({ secret })),
      ...["", "a", "bc"].map((start) => Buffer.from(`${start}${secret}!`).toString("base64")),
    ]) {
      assert.deepEqual(canaries.in(`before ${written} after`), ["password"], written);
    }
  });

  it("finds a line of a key, and a host's document, which is deflated", () => {
    const line = certificates.serverKey.split("\n")[1] ?? "";
    assert.deepEqual(canaries.in(`x ${line}`), ["key"]);
    assert.deepEqual(canaries.in(encode({ format: 1, host: "image1" })), ["a host's document"]);
  });

  it("finds nothing in other texts", () => {
    assert.deepEqual(canaries.in(certificates.server + certificates.otherKey), []);
  });

  it("searches files of any kind, in folders below, too", () => {
    const folder = mkdtempSync(join(tmpdir(), "glance-"));
    try {
      writeFileSync(
        join(folder, "binary"),
        Buffer.concat([Buffer.of(0, 255), Buffer.from(secret)]),
      );
      writeFileSync(join(folder, "other"), "nothing");
      assert.deepEqual([...canaries.inFiles([folder])], [[join(folder, "binary"), ["password"]]]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
