/** Certificates and keys. */
import { certificates } from "../../support/certificates";
import { ofComplete, type BadConfiguration } from "../case";

const { server, serverKey, otherKey, client, expired, future } = certificates;
const noCertificate = "is not a PEM certificate";
const noKey = "is not a PEM private key without a passphrase";

export const tls: readonly BadConfiguration[] = ofComplete("TLS", [
  [
    "the key where the certificate belongs",
    { "tls/certificate": serverKey },
    "tls.certificate",
    noCertificate,
  ],
  ["the certificate where the key belongs", { "tls/privateKey": server }, "tls.privateKey", noKey],
  [
    "the key of another certificate",
    { "tls/privateKey": otherKey },
    "tls.privateKey",
    "is not the key of tls.certificate",
  ],
  [
    "the certificate of another key",
    { "tls/certificate": client, "endpoints/public": "https://proof" },
    "tls.privateKey",
    "(CN=proof)",
  ],
  ["an expired certificate", { "tls/certificate": expired }, "tls.certificate", "expired on"],
  [
    "a certificate that is not valid yet",
    { "tls/certificate": future },
    "tls.certificate",
    "is not valid before",
  ],
  [
    "a certificate cut off",
    { "tls/certificate": server.slice(0, 200) },
    "tls.certificate",
    noCertificate,
  ],
  [
    "a certificate on one line",
    { "tls/certificate": server.replaceAll("\n", "") },
    "tls.certificate",
    noCertificate,
  ],
  [
    "a certificate with a hole",
    { "tls/certificate": server.replace(/\n.{30}/, "\n") },
    "tls.certificate",
    noCertificate,
  ],
  [
    "a certificate with the key behind it",
    { "tls/certificate": `${server}${serverKey}` },
    "tls.certificate",
    "holds a private key, too",
  ],
  [
    "an intermediate that is none",
    {
      "tls/certificate": `${server}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`,
    },
    "tls.certificate",
    "of which number 2 cannot be read",
  ],
  [
    "an intermediate cut off",
    { "tls/certificate": `${server}${client.slice(0, 100)}` },
    "tls.certificate",
    "of which number 2 cannot be read",
  ],
  [
    "a request for a certificate",
    {
      "tls/certificate":
        "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n",
    },
    "tls.certificate",
    noCertificate,
  ],
  [
    "a key with a passphrase",
    {
      "tls/privateKey":
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\ncanary\n-----END ENCRYPTED PRIVATE KEY-----\n",
    },
    "tls.privateKey",
    noKey,
  ],
  [
    "a public key",
    { "tls/privateKey": "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n" },
    "tls.privateKey",
    noKey,
  ],
  ["a key cut off", { "tls/privateKey": serverKey.slice(0, 80) }, "tls.privateKey", noKey],
  [
    "a key's file that is not there",
    { "tls/privateKey": "./missing.pem" },
    "tls.privateKey",
    "(ENOENT)",
  ],
  ["a client CA that is a key", { "tls/clientCa": otherKey }, "tls.clientCa", noCertificate],
  ["an expired client CA", { "tls/clientCa": expired }, "tls.clientCa", "expired on"],
  [
    "a client CA with a key behind it",
    { "tls/clientCa": `${certificates.clientCa}${otherKey}` },
    "tls.clientCa",
    "holds a private key, too",
  ],
  [
    "a client CA without a certificate of the proof's",
    { "proof/clientCertificate": undefined, "proof/clientPrivateKey": undefined },
    "proof.clientCertificate",
    "lets in only clients with a certificate",
  ],
  [
    "half of the proof's pair",
    { "proof/clientCertificate": undefined, "tls/clientCa": undefined },
    "proof",
    "must have both",
  ],
  [
    "the proof's key of another certificate",
    { "proof/clientPrivateKey": otherKey },
    "proof.clientPrivateKey",
    "is not the key of",
  ],
  ["a CA of the proof's that is a key", { "proof/ca": otherKey }, "proof.ca", noCertificate],
  ["an expired CA of the proof's", { "proof/ca": expired }, "proof.ca", "expired on"],
  [
    "one port for the proxy and Glance",
    { "tls/backendPort": 9292 },
    "tls.backendPort",
    "must differ from api.port",
  ],
  [
    "the port of SSH behind the proxy",
    { "tls/backendPort": 22 },
    "tls.backendPort",
    "is the port of SSH",
  ],
]);
