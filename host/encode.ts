import { strToU8, zlibSync } from "fflate";

/**
 * A document in the form in which it travels: JSON, deflated, base64. Deflated, because the state
 * keeps it twice; by a library in JavaScript, because Node's own zlib gives other bytes from one
 * version to the next, and other bytes would be a change.
 */
export function encode(document: unknown): string {
  return Buffer.from(zlibSync(strToU8(JSON.stringify(document)), { level: 9 })).toString("base64");
}
