import { strToU8, zlibSync } from "fflate";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What documents mostly hold: a typical one, without its secrets. Deflating against it makes them
 * a third as long. Only what is alike is saved; where the two have drifted apart nothing breaks.
 */
export const dictionary = readFileSync(
  join(__dirname, "../program/glance_host/cli/dictionary.txt"),
);

/**
 * A document in the form in which it travels: JSON, deflated, base64. Deflated, because the state
 * keeps it twice; by a library in JavaScript, because Node's own zlib gives other bytes from one
 * version to the next, and other bytes would be a change.
 */
export function encode(document: unknown): string {
  const text = strToU8(JSON.stringify(document));
  return Buffer.from(zlibSync(text, { level: 9, dictionary })).toString("base64");
}
