/** Keys of a light lab: the lab's own SSH key, an agent that holds it, and certificates. */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { isIP } from "node:net";
import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { utils } from "ssh2";
import { giveKey } from "./sshAgent";
import type { TlsFiles } from "./inventory";

const run = promisify(execFile);

/** An ed25519 key pair in OpenSSH's formats. */
export interface KeyPair {
  readonly private: string;
  readonly public: string;
}

/**
 * A new ed25519 key pair; the comment names the lab, for `ssh-add -l`. ssh2 cuts the zero off a
 * public key that begins with one, and nothing can read what is left: then another is made.
 */
export function newKeyPair(comment: string): KeyPair {
  for (;;) {
    const pair = utils.generateKeyPairSync("ed25519", { comment });
    const key = utils.parseKey(pair.private);
    if (!(key instanceof Error) && key.getPublicSSH().length === wholeLength) return pair;
  }
}

/** Bytes of an ed25519 public key: two lengths, its type's name, the key. */
const wholeLength = 4 + "ssh-ed25519".length + 4 + 32;

/** An SSH agent of the lab's own, and how to end it. */
export interface Agent {
  readonly socket: string;
  readonly process: ChildProcess;
}

/** Starts an agent that holds the key in that file; null where OpenSSH's agent is not installed. */
export async function startAgent(folder: string, keyFile: string): Promise<Agent | null> {
  if (!installed("ssh-agent") || !installed("ssh-add")) return null;
  const socket = join(folder, "agent");
  if (Buffer.byteLength(socket) > 100) return null; // a Unix socket's path ends there
  const agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
  const end = () => agent.kill();
  process.once("exit", end);
  agent.once("exit", () => process.off("exit", end));
  await giveKey(agent, socket, keyFile);
  return { socket, process: agent };
}

/**
 * Makes an authority, a server's certificate for those names and addresses, and an authority with one client.
 * EC P-256, good for ten years. Null where openssl is not installed.
 */
export async function makeCertificates(
  folder: string,
  names: readonly string[],
): Promise<TlsFiles | null> {
  if (!installed("openssl")) return null;
  await mkdir(folder, { recursive: true });
  const at = (name: string) => join(folder, name);
  const alternatives = ["127.0.0.1", ...names].map(
    (name) => `${isIP(name) ? "IP" : "DNS"}:${name}`,
  );
  await Promise.all([
    certify(folder, "ca", "server", `subjectAltName=${alternatives.join(",")}`),
    certify(folder, "client-ca", "client", "extendedKeyUsage=clientAuth"),
  ]);
  return {
    certificateFile: at("server.pem"),
    privateKeyFile: at("server.key"),
    caFile: at("ca.pem"),
    clientCaFile: at("client-ca.pem"),
    clientCertificateFile: at("client.pem"),
    clientKeyFile: at("client.key"),
  };
}

/**
 * An authority and one certificate of its own with that extension. Both say who issued them and the
 * authority what it is for, which Python 3.13 asks of certificates, as RFC 5280 does.
 */
async function certify(folder: string, authority: string, name: string, extension: string) {
  const file = (stem: string, kind: string) => join(folder, `${stem}.${kind}`);
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const request = ["req", "-batch", ...newKey];
  await run("openssl", [
    ...[...request, "-x509", "-days", "3650", "-subj", `/CN=lab ${authority}`],
    ...["-addext", "keyUsage=critical,keyCertSign,cRLSign"],
    ...["-keyout", file(authority, "key"), "-out", file(authority, "pem")],
  ]);
  await run("openssl", [
    ...[...request, "-subj", `/CN=lab ${name}`],
    ...["-keyout", file(name, "key"), "-out", file(name, "csr")],
  ]);
  await writeFile(file(name, "ext"), `${extension}\nauthorityKeyIdentifier=keyid\n`);
  await run("openssl", [
    ...["x509", "-req", "-days", "3650", "-in", file(name, "csr"), "-CAcreateserial"],
    ...["-CA", file(authority, "pem"), "-CAkey", file(authority, "key")],
    ...["-extfile", file(name, "ext"), "-out", file(name, "pem")],
  ]);
}

/** Whether a command is on this machine's PATH. */
export function installed(command: string): boolean {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.some((folder) => existsSync(join(folder, command)));
}
