import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { encode } from "../../host/document/encode";
import { urlPart } from "../../releases/forms";

/** How a deflated document begins, whatever is in it: all of them are deflated the same way. */
const documentBegins = encode({}).slice(0, 6);

/** Secrets that are looked for, in every form in which something may write them. */
export class Canaries {
  private readonly secrets = new Map<string, string>();
  private readonly names = new Map<string, readonly Buffer[]>([
    ["a host's document", [Buffer.from(documentBegins)]],
  ]);

  /** Looks for a secret from now on, and returns it. A key is looked for line by line. */
  plant(name: string, secret: string): string {
    const parts = secret.includes("-----BEGIN") ? keyLines(secret) : [secret];
    if (parts.some((part) => part.length < 8)) throw new Error(`${name} is found by chance`);
    this.names.set(name, [...new Set(parts.flatMap(forms))].map(bytes));
    this.secrets.set(name, secret);
    return secret;
  }

  /** The one of that name. */
  get(name: string): string {
    const secret = this.secrets.get(name);
    if (secret === undefined) throw new Error(`no canary is named ${name}`);
    return secret;
  }

  /** Looks for it no longer. */
  forget(name: string): void {
    this.names.delete(name);
    this.secrets.delete(name);
  }

  /** The names of those that are in a text. */
  in(text: string | Buffer): string[] {
    const data = Buffer.from(text);
    return [...this.names]
      .filter(([, patterns]) => patterns.some((pattern) => data.includes(pattern)))
      .map(([name]) => name);
  }

  /** Of the files in folders: path → names of the canaries in it. */
  inFiles(folders: readonly string[]): Map<string, string[]> {
    const found = this.grep(["grep", "-rlaF", "-D", "skip", "-f", "-", "--", ...folders]);
    return new Map(found.map((path) => [path, this.in(readFileSync(path))]));
  }

  /** What any of them is found by, a line each: for grep's `-f -`. Never an argument. */
  get patterns(): Buffer {
    const lines = [...this.names.values()].flat();
    return Buffer.concat(lines.flatMap((line) => [line, Buffer.from("\n")]));
  }

  private grep([command = "", ...words]: readonly string[]): string[] {
    const { status, stdout, stderr } = spawnSync(command, words, {
      input: this.patterns,
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C" },
      maxBuffer: 1 << 26,
    });
    // Files come and go on a running host.
    const wrong = stderr.split("\n").filter((line) => !/No such file|^$/.test(line));
    if (status === null || wrong.length > 0) throw new Error(`grep: ${wrong.join("\n")}`);
    return stdout.split("\n").filter((line) => line !== "");
  }
}

/** The lines of a key that are its own: an OpenSSH key's first one is every such key's. */
function keyLines(pem: string): string[] {
  return pem
    .split("\n")
    .filter((line) => line.length >= 32 && !/^(-----|b3BlbnNzaC1rZXktdjE)/.test(line));
}

/** Forms are texts of Latin-1 characters or above; what cannot be one is not among them. */
function forms(secret: string): string[] {
  const bytewise = Buffer.from(secret, "utf8").toString("latin1");
  const doubled = secret.replaceAll("$", "$$$$");
  const plain = [
    secret,
    bytewise,
    doubled,
    secret.replaceAll("%", "%%"),
    doubled.replaceAll("%", "%%"),
    secret.replaceAll("$", "\\$"),
    // As a shell's or Python's single quotes have it.
    secret.replaceAll("'", `'\\''`),
    secret.replaceAll("\\", "\\\\").replaceAll("'", "\\'"),
  ];
  const encoded = [secret, bytewise].flatMap((text) => [urlPart(text), encodeURIComponent(text)]);
  return [
    ...plain,
    ...plain.flatMap(quoted),
    ...encoded,
    ...encoded.map((text) => text.toLowerCase()),
    ...encoded.map((text) => text.replaceAll("%", "%%")),
    ...encoded.map(urlPart),
    ...encoded.map((text) => text.replaceAll("%2F", "/")),
    pythonBytes(secret),
    ...base64(secret),
    ...base64(bytewise),
  ];
}

/** As JSON has it, in either way to write other alphabets, and JSON in JSON. */
function quoted(text: string): string[] {
  const once = JSON.stringify(text).slice(1, -1);
  const ascii = once.replace(
    /[^\0-\x7f]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return [once, ascii, JSON.stringify(once).slice(1, -1), JSON.stringify(ascii).slice(1, -1)];
}

/** As Python shows bytes. */
function pythonBytes(secret: string): string {
  const escaped = [...Buffer.from(secret, "utf8")].map((byte) => {
    if (byte === 0x5c || byte === 0x27) return `\\${String.fromCharCode(byte)}`;
    return byte < 0x20 || byte > 0x7e
      ? `\\x${byte.toString(16).padStart(2, "0")}`
      : String.fromCharCode(byte);
  });
  return escaped.join("");
}

/** What base64 makes of it within any text: its place modulo three decides. */
function base64(secret: string): string[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), Buffer.from(secret, "utf8")]);
    const whole = Math.floor(text.length / 3) * 4;
    // The letters at both ends depend on what stands beside it.
    return text.toString("base64").slice(before === 0 ? 0 : 4, whole);
  });
}

function bytes(form: string): Buffer {
  return Buffer.from(form, "utf8");
}
