import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The path of a test-only certificate or key, made once and valid for a hundred years. */
export function certificatePath(name: string): string {
  return join(__dirname, "certificates", `test-only-${name}.pem`);
}

const read = (name: string) => readFileSync(certificatePath(name), "utf8");

/** Keys that protect nothing. `server` and `client` fit their keys; `other` fits none. */
export const certificates = {
  server: read("server"),
  serverKey: read("server-key"),
  /** Of the server's key too, and out of date since 2020. */
  expired: read("expired"),
  /** Of the server's key too, and not valid before 2118. */
  future: read("future"),
  otherKey: read("other-key"),
  clientCa: read("client-ca"),
  client: read("client"),
  clientKey: read("client-key"),
};
