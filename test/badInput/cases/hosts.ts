/** Hosts, their roles, and how they are logged in to. */
import { utils } from "ssh2";
import { certificates } from "../../support/certificates";
import { hostKey } from "../../support/configuration";
import { ofComplete, ofSmallest, type BadConfiguration } from "../case";

const image2 = { address: "10.0.0.12", hostKey: hostKey(2), roles: ["image"] };

/** A key of OpenSSH's form whose cipher has this name. */
const opensshKey = (cipher: string) => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(cipher.length);
  const body = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    length,
    Buffer.from(`${cipher}canary`),
  ]);
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${body.toString("base64")}\n-----END OPENSSH PRIVATE KEY-----\n`;
};

const lockedKey = utils.generateKeyPairSync("ed25519", {
  passphrase: "canary",
  cipher: "aes256-ctr",
  rounds: 4,
}).private;

const key = certificates.otherKey;
const noKey = "is not a private key";

export const hosts: readonly BadConfiguration[] = [
  ...ofSmallest("hosts and roles", [
    ["no host at all", { hosts: {} }, "hosts", "must have a host of the role image"],
    ["no image host", { "hosts/image1/roles": ["identity"] }, "hosts", "the role image"],
    [
      "no identity host",
      { "hosts/image1/roles": ["image"] },
      "hosts",
      "or give identity.administrator",
    ],
    [
      "two identity hosts",
      { "hosts/image2": { ...image2, roles: ["identity"] } },
      "hosts",
      "must have one host of the role identity",
    ],
    [
      "a host twice",
      { "hosts/image2": { ...image2, address: "10.0.0.11" }, fileStore: { shared: true } },
      "hosts.image2.address",
      "is image1's, too",
    ],
    [
      "a host twice, once in capitals",
      {
        "hosts/image1/address": "image1.example.org",
        "hosts/image2": { ...image2, address: "IMAGE1.example.org" },
        fileStore: { shared: true },
      },
      "hosts.image2.address",
      "is image1's, too",
    ],
    ["a host without a name", { "hosts/": image2 }, 'hosts[""]', "must not be empty"],
    ["a host's name with a newline", { "hosts/a\nb": image2 }, 'hosts["a\\nb"]', "newline"],
    ["a host's name with a blank behind", { "hosts/image2 ": image2 }, 'hosts["image2 "]', "blank"],
    [
      "a host's name of 256 letters",
      { [`hosts/${"x".repeat(256)}`]: image2 },
      `hosts.${"x".repeat(256)}`,
      "at most 255",
    ],
    [
      "a host that is only an address",
      { "hosts/image2": "10.0.0.12" },
      "hosts.image2",
      "must be a map of settings",
    ],
    ["a host that is null", { "hosts/image2": null }, "hosts.image2", "must be a map of settings"],
    [
      "one role that is no list",
      { "hosts/image1/roles": "image" },
      "hosts.image1.roles",
      "a list of roles",
    ],
    [
      "roles in one text",
      { "hosts/image1/roles": ["image, identity"] },
      "hosts.image1.roles[0]",
      "must be image or compute",
    ],
    [
      "the key of two hosts in one",
      { "hosts/image1/hostKey": `${hostKey(1)}${hostKey(2)}` },
      "hosts.image1.hostKey",
      "ssh-keyscan -t ed25519 HOST",
    ],
    [
      "a private key for a host's",
      { "hosts/image1/hostKey": key },
      "hosts.image1.hostKey",
      "public key",
    ],
  ]),
  ...ofComplete("SSH", [
    [
      "a public key for the private one",
      { "ssh/privateKey": hostKey(7) },
      "ssh.privateKey",
      "is neither PEM text nor a file",
    ],
    [
      "a certificate for the private key",
      { "ssh/privateKey": certificates.server },
      "ssh.privateKey",
      noKey,
    ],
    [
      "a key of PuTTY",
      { "ssh/privateKey": "PuTTY-User-Key-File-3: ssh-ed25519\ncanary" },
      "ssh.privateKey",
      "is neither PEM text",
    ],
    [
      "a key with a passphrase",
      { "ssh/privateKey": lockedKey },
      "ssh.privateKey",
      "has a passphrase",
    ],
    [
      "an old key with a passphrase",
      {
        "ssh/privateKey":
          "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\ncanary\n-----END RSA PRIVATE KEY-----\n",
      },
      "ssh.privateKey",
      "has a passphrase",
    ],
    [
      "a key of PKCS 8 with a passphrase",
      {
        "ssh/privateKey":
          "-----BEGIN ENCRYPTED PRIVATE KEY-----\ncanary\n-----END ENCRYPTED PRIVATE KEY-----\n",
      },
      "ssh.privateKey",
      "has a passphrase",
    ],
    [
      "a key without its end",
      { "ssh/privateKey": key.slice(0, -40) },
      "ssh.privateKey",
      "ends with -----END",
    ],
    [
      "a key on one line",
      { "ssh/privateKey": key.replaceAll("\n", " ") },
      "ssh.privateKey",
      "is damaged",
    ],
    [
      "a key with a hole",
      { "ssh/privateKey": key.replace(/\n.{40}/, "\n") },
      "ssh.privateKey",
      "is damaged",
    ],
    [
      "a key of OpenSSH's that is none",
      { "ssh/privateKey": opensshKey("none").replace(/\n..../, "\ncana") },
      "ssh.privateKey",
      "is damaged",
    ],
    [
      "a bastion without its host key",
      { "ssh/bastion/hostKey": undefined },
      "ssh.bastion.hostKey",
      "is missing: it proves that SSH reached that host",
    ],
    [
      "a bastion as user@host",
      { "ssh/bastion/host": "jump@bastion" },
      "ssh.bastion.host",
      "a host name or an IP address",
    ],
    [
      "a password for SSH, which there is none of",
      { "ssh/password": "canary" },
      "ssh.password",
      "is not a setting",
    ],
  ]),
];
