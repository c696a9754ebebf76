import type { Problem } from "../problem";

/** What an OpenSSH private key begins with, before its fields (OpenSSH's PROTOCOL.key). */
const magic = Buffer.from("openssh-key-v1\0", "latin1");

/**
 * What is wrong with an OpenSSH private key, of which this is the base64 between the lines BEGIN and
 * END; undefined when nothing is. Node's own crypto does not read this format.
 */
export function opensshKeyProblem(body: string): Omit<Problem, "path"> | undefined {
  const damaged = {
    message: "is damaged. Copy the whole file of the key, BEGIN and END lines included",
  };
  const text = body.replace(/\s/g, "");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return damaged;
  const key = Buffer.from(text, "base64");
  if (!key.subarray(0, magic.length).equals(magic)) return damaged;
  try {
    const fields = new Fields(key.subarray(magic.length));
    const cipher = fields.text().toString("latin1");
    fields.text(); // how the cipher's key is made
    fields.text(); // and with what
    const count = fields.number();
    for (let i = 0; i < count; i++) fields.text(); // public keys
    const secret = new Fields(fields.text());
    if (!fields.atEnd || count !== 1) return damaged;
    if (cipher !== "none") {
      return {
        message: "has a passphrase. Use an SSH agent, or take the passphrase off a copy of the key",
        command: "ssh-keygen -p -N '' -f COPY",
      };
    }
    // The secret part begins with one number twice, by which a wrong passphrase is found.
    return secret.number() === secret.number() ? undefined : damaged;
  } catch {
    return damaged; // cut off within a field
  }
}

/** Reads the fields of SSH's wire format one after the other. Throws at the end of the data. */
class Fields {
  private at = 0;

  constructor(private readonly data: Buffer) {}

  get atEnd(): boolean {
    return this.at === this.data.length;
  }

  number(): number {
    const value = this.data.readUInt32BE(this.at);
    this.at += 4;
    return value;
  }

  text(): Buffer {
    const length = this.number();
    if (this.at + length > this.data.length) throw new RangeError("cut off");
    this.at += length;
    return this.data.subarray(this.at - length, this.at);
  }
}
