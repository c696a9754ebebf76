import { createPrivateKey, X509Certificate, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { opensshKeyProblem } from "./opensshKey";
import type { Problem } from "../problem";
import type { Secret } from "../secret";

/** Where a certificate and its key came from, for messages. */
interface Place {
  readonly certificate: string;
  readonly privateKey: string;
}

/** What is wrong, wherever it stands. */
type Flaw = Omit<Problem, "path">;

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
  if ("message" in certificate) return [{ path, ...certificate }];
  const problem = (message: string) => [{ path, message }];
  const { validFrom, validTo } = certificate;
  if (new Date(validTo) < now) return problem(`expired on ${validTo}. Give a new certificate`);
  if (new Date(validFrom) > now) {
    return problem(`is not valid before ${validFrom}. Give one that is valid now`);
  }
  const text = pemText(given);
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    return problem(
      "holds a private key, too, and this setting is not secret. Take the key out of it",
    );
  }
  // Node reads the first of several only.
  const broken = blocks(text).findIndex((block) => "message" in readCertificate(block));
  if (broken < 0) return [];
  return problem(
    `holds several certificates, of which number ${broken + 1} cannot be read. Copy that one anew, BEGIN and END lines included`,
  );
}

/** A certificate for another name than the one that clients ask for. */
export function certificateNameProblems(given: string, host: string, path: string): Problem[] {
  const certificate = readCertificate(given);
  const isSound = certificateProblems(given, path).length === 0;
  if ("message" in certificate || !isSound) return [];
  const fits = isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host);
  if (fits !== undefined) return [];
  const names = certificate.subjectAltName ?? certificate.subject.replaceAll("\n", ", ");
  const message = `is for ${names}, and not for ${host}, the host of endpoints.public. Give a certificate for that host, or another host in endpoints.public`;
  return [{ path, message }];
}

/** What is wrong with a certificate and its key, singly and together. */
export function pairProblems(certificate: string, privateKey: Secret, place: Place): Problem[] {
  const problems = certificateProblems(certificate, place.certificate);
  const key = readKey(privateKey.inClear());
  if ("message" in key) problems.push({ path: place.privateKey, ...key });
  const parsed = readCertificate(certificate);
  if (!("message" in key) && !("message" in parsed) && !parsed.checkPrivateKey(key)) {
    problems.push({
      path: place.privateKey,
      message: `is not the key of ${place.certificate} (${parsed.subject.replaceAll("\n", ", ")}). Give the two that belong together`,
    });
  }
  return problems;
}

/**
 * What is wrong with an SSH key. It is read here to its end, since the provider's error shows a key
 * that it cannot read.
 */
export function sshKeyProblems(given: Secret, path: string): Problem[] {
  const pem = read(given.inClear(), "key");
  if ("message" in pem) return [{ path, ...pem }];
  const problem = sshKeyProblem(pem.text);
  return problem === undefined ? [] : [{ path, ...problem }];
}

function sshKeyProblem(pem: string): Flaw | undefined {
  const key = /-----BEGIN ([A-Z ]*)PRIVATE KEY-----(.*?)-----END \1PRIVATE KEY-----/s.exec(pem);
  if (key === null) {
    return {
      message:
        "is not a private key. Give one that begins with -----BEGIN … PRIVATE KEY----- and ends with -----END … PRIVATE KEY-----",
    };
  }
  const [, kind, body = ""] = key;
  return kind === "OPENSSH " ? opensshKeyProblem(body) : pemKeyProblem(pem);
}

function pemKeyProblem(pem: string): Flaw | undefined {
  return "message" in readKey(pem)
    ? {
        message:
          "is damaged, or has a passphrase. Give a key of which this prints the public half without a question",
        command: "ssh-keygen -y -P '' -f KEY",
      }
    : undefined;
}

function blocks(text: string): string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[^]*?(?=-----BEGIN|$)/g) ?? [];
}

function readCertificate(given: string): X509Certificate | Flaw {
  const pem = read(given, "certificate");
  if ("message" in pem) return pem;
  try {
    return new X509Certificate(pem.text);
  } catch {
    return {
      message: "is not a PEM certificate. Give one that begins with -----BEGIN CERTIFICATE-----",
    };
  }
}

function readKey(given: string): KeyObject | Flaw {
  const pem = read(given, "key");
  if ("message" in pem) return pem;
  try {
    return createPrivateKey(pem.text);
  } catch {
    return {
      message:
        "is not a PEM private key without a passphrase. Give one; take the passphrase off if there is one",
      command: "openssl pkey -in KEY -out PLAIN",
    };
  }
}

function read(given: string, what: string): { text: string } | Flaw {
  try {
    return { text: pemText(given) };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    return {
      message: `is neither PEM text nor a file with the ${what} that can be read (${code}). Give the text, or the path of such a file`,
    };
  }
}

function withNewline(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}
