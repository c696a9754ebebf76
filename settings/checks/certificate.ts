import { createPrivateKey, X509Certificate, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { opensshKeyProblem } from "./opensshKey";
import type { Problem } from "../problem";

/** Where a certificate and its key came from, for messages. */
interface Place {
  readonly certificate: string;
  readonly privateKey: string;
}

/** PEM text as given, or read from the file that was named. Throws where it cannot be read. */
export function pemText(given: string): string {
  return given.includes("-----BEGIN")
    ? withNewline(given)
    : withNewline(readFileSync(given, "utf8"));
}

/** Whether a certificate vouches for itself. */
export function isSelfSigned(given: string): boolean {
  const certificate = new X509Certificate(pemText(given));
  return certificate.checkIssued(certificate);
}

/** What is wrong with certificates: unreadable, out of date, or beside a key that all would see. */
export function certificateProblems(given: string, path: string, now = new Date()): Problem[] {
  const certificate = readCertificate(given);
  if (typeof certificate === "string") return [{ path, message: certificate }];
  const problem = (message: string) => [{ path, message }];
  const { validFrom, validTo } = certificate;
  if (new Date(validTo) < now) return problem(`expired on ${validTo}; give a new certificate`);
  if (new Date(validFrom) > now) return problem(`is not valid before ${validFrom}`);
  const text = pemText(given);
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    return problem("holds a private key, too: this setting is no secret. Take the key out of it");
  }
  // Node reads the first of several only.
  const broken = blocks(text).findIndex((block) => typeof readCertificate(block) === "string");
  return broken < 0 ? [] : problem(`has ${broken + 1} certificates or more, of which that is none`);
}

/** A certificate for another name than the one that clients ask for. */
export function certificateNameProblems(given: string, host: string, path: string): Problem[] {
  const certificate = readCertificate(given);
  const isSound = certificateProblems(given, path).length === 0;
  if (typeof certificate === "string" || !isSound) return [];
  const fits = isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host);
  if (fits !== undefined) return [];
  const names = certificate.subjectAltName ?? certificate.subject.replaceAll("\n", ", ");
  return [{ path, message: `is for ${names}, and not for ${host}, the host of endpoints.public` }];
}

/** What is wrong with a certificate and its key, singly and together. */
export function pairProblems(certificate: string, privateKey: string, place: Place): Problem[] {
  const problems = certificateProblems(certificate, place.certificate);
  const key = readKey(privateKey);
  if (typeof key === "string") problems.push({ path: place.privateKey, message: key });
  const parsed = readCertificate(certificate);
  if (typeof key !== "string" && typeof parsed !== "string" && !parsed.checkPrivateKey(key)) {
    problems.push({
      path: place.privateKey,
      message: `is not the key of ${place.certificate} (${parsed.subject.replaceAll("\n", ", ")}); give the two that belong together`,
    });
  }
  return problems;
}

/**
 * What is wrong with an SSH key. It is read here to its end, since the provider's error shows a key
 * that it cannot read.
 */
export function sshKeyProblems(given: string, path: string): Problem[] {
  const pem = read(given, "key");
  if ("problem" in pem) return [{ path, message: pem.problem }];
  const problem = sshKeyProblem(pem.text);
  return problem === undefined ? [] : [{ path, message: problem }];
}

function sshKeyProblem(pem: string): string | undefined {
  const key = /-----BEGIN ([A-Z ]*)PRIVATE KEY-----(.*?)-----END \1PRIVATE KEY-----/s.exec(pem);
  if (key === null) {
    return "is not a private key; it begins with -----BEGIN … PRIVATE KEY----- and ends with -----END … PRIVATE KEY-----";
  }
  const [, kind, body = ""] = key;
  return kind === "OPENSSH " ? opensshKeyProblem(body) : pemKeyProblem(pem);
}

function pemKeyProblem(pem: string): string | undefined {
  return typeof readKey(pem) === "string"
    ? "is damaged, or has a passphrase; give one that ssh-keygen -y -P '' -f KEY can read"
    : undefined;
}

function blocks(text: string): string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[^]*?(?=-----BEGIN|$)/g) ?? [];
}

function readCertificate(given: string): X509Certificate | string {
  const pem = read(given, "certificate");
  if ("problem" in pem) return pem.problem;
  try {
    return new X509Certificate(pem.text);
  } catch {
    return "is not a PEM certificate; it begins with -----BEGIN CERTIFICATE-----";
  }
}

function readKey(given: string): KeyObject | string {
  const pem = read(given, "key");
  if ("problem" in pem) return pem.problem;
  try {
    return createPrivateKey(pem.text);
  } catch {
    return "is not a PEM private key without a passphrase; `openssl pkey -in KEY -out PLAIN` makes one";
  }
}

function read(given: string, what: string): { text: string } | { problem: string } {
  try {
    return { text: pemText(given) };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    return {
      problem: `is neither PEM text nor a file with the ${what} that can be read (${code})`,
    };
  }
}

function withNewline(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}
