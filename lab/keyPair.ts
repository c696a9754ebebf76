/** SSH keys of a lab: its own, and those of its hosts. */
import { utils } from "ssh2";

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
