/** Certificates of a lab: an API's, and a client's. */
import { execFile } from "node:child_process";
import { isIP } from "node:net";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { installed } from "./installed";
import type { TlsFiles } from "./inventory";

const run = promisify(execFile);

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
