import * as assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { utils } from "ssh2";
import { newKeyPair } from "../../../lab/keyPair";
import {
  certificateProblems,
  pairProblems,
  pemText,
  sshKeyProblems,
} from "../../../settings/checks/certificate";
import { Secret } from "../../../settings/secret";
import { certificatePath, certificates } from "../../support/certificates";

const place = { certificate: "tls.certificate", privateKey: "tls.privateKey" };
const pair = (certificate: string, key: string) =>
  pairProblems(certificate, new Secret(key), place);

describe("pemText", () => {
  it("is the text as given, or of the file that is named, with a newline at its end", () => {
    assert.equal(pemText(certificates.server), certificates.server);
    assert.equal(pemText(certificates.server.trimEnd()), certificates.server);
    assert.equal(pemText(certificatePath("server")), certificates.server);
  });
});

describe("certificateProblems", () => {
  it("finds none in a certificate, given as text or as a file's path", () => {
    assert.deepEqual(certificateProblems(certificates.server, "x"), []);
    assert.deepEqual(certificateProblems(certificatePath("server"), "x"), []);
    assert.deepEqual(certificateProblems(certificates.client + certificates.clientCa, "x"), []);
  });

  it("says when a certificate expired", () => {
    const [problem] = certificateProblems(certificates.expired, "x");
    assert.equal(problem?.path, "x");
    assert.match(problem.message, /^expired on Dec 31 .* 2020 GMT\. Give a new certificate$/);
    const later = new Date("2200-01-01");
    assert.match(
      certificateProblems(certificates.server, "x", later)[0]?.message ?? "",
      /^expired/,
    );
  });

  it("says that a key is no certificate, without repeating it", () => {
    const [problem] = certificateProblems(certificates.serverKey, "x");
    assert.match(problem?.message ?? "", /^is not a PEM certificate/);
  });

  it("says why a file cannot be read", () => {
    const directory = mkdtempSync(join(tmpdir(), "glance-"));
    try {
      const message = (given: string) => certificateProblems(given, "x")[0]?.message ?? "";
      assert.match(
        message(join(directory, "no.pem")),
        /file .* that can be read \(ENOENT\)\. Give the text, or the path/,
      );
      assert.match(message(directory), /\(EISDIR\)\. Give the text/);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

describe("pairProblems", () => {
  it("finds none in a certificate and its key", () => {
    assert.deepEqual(pair(certificates.server, certificates.serverKey), []);
    assert.deepEqual(pair(certificatePath("server"), certificatePath("server-key")), []);
  });

  it("says which two do not belong together, naming the certificate's subject", () => {
    const [problem, ...others] = pair(certificates.server, certificates.otherKey);
    assert.deepEqual(others, []);
    assert.deepEqual(problem?.path, "tls.privateKey");
    assert.match(
      problem.message,
      /^is not the key of tls\.certificate \(CN=glance\.example\.org\)/,
    );
  });

  it("says of both what is wrong with each", () => {
    assert.deepEqual(
      pair(certificates.serverKey, certificates.server).map(({ path }) => path),
      ["tls.certificate", "tls.privateKey"],
    );
    assert.deepEqual(
      pair(certificates.expired, certificates.otherKey).map(({ path }) => path),
      ["tls.certificate", "tls.privateKey"],
    );
  });

  it("repeats nothing of a key that it cannot read", () => {
    const broken = "-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----\n";
    const [problem] = pair(certificates.server, broken);
    assert.match(
      problem?.message ?? "",
      /^is not a PEM private key without a passphrase\. Give one; take/,
    );
    assert.ok(!JSON.stringify(problem).includes("canary"));
  });
});

describe("sshKeyProblems", () => {
  const found = (given: string) => sshKeyProblems(new Secret(given), "x");
  const message = (given: string) => found(given)[0]?.message ?? "";

  it("finds none in keys of OpenSSH's own form and of PKCS 8", () => {
    assert.deepEqual(found(newKeyPair("test only").private), []);
    assert.deepEqual(found(certificates.otherKey), []);
    assert.deepEqual(found(certificatePath("other-key")), []);
  });

  it("says of a certificate and of a missing file that they are none", () => {
    assert.match(message(certificates.server), /^is not a private key/);
    assert.match(
      message("./missing.pem"),
      /with the key that can be read \(ENOENT\)\. Give the text, or the path/,
    );
  });

  it("finds a key that was not copied whole, whose text the provider's error would show", () => {
    const { private: whole } = newKeyPair("test only");
    const lines = whole.trimEnd().split("\n");
    for (const left of [1, lines.length - 2]) {
      assert.match(message(lines.filter((_, line) => line !== left).join("\n")), /^is damaged/);
    }
    assert.match(message(lines.slice(0, -1).join("\n")), /^is not a private key/);
    assert.match(message(certificates.otherKey.replace(/\nM.{8}/, "\nMAAAAAAAA")), /^is damaged/);
  });

  it("finds a key with a passphrase", () => {
    const { private: openssh } = utils.generateKeyPairSync("ed25519", {
      passphrase: "canary",
      cipher: "aes256-ctr",
      rounds: 4,
    });
    assert.match(message(openssh), /^has a passphrase\. .* take the passphrase off a copy/);
    const pkcs8 = createPrivateKey(certificates.otherKey).export({
      type: "pkcs8",
      format: "pem",
      cipher: "aes-256-cbc",
      passphrase: "canary",
    });
    assert.match(message(pkcs8.toString()), /has a passphrase/);
  });
});
