/** Programs of lab/services and lab/probes, which run on a host with REQUEST set to what is asked. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Of lab/services those that speak to Keystone, by lab/services/keystone.py. */
const withKeystone = ["identity", "rotation"];

/** The text of a program of lab/services, with its request. */
export function serviceProgram(name: string, request: unknown): string {
  const names = withKeystone.includes(name) ? ["keystone", name] : [name];
  const texts = names.map((each) =>
    readFileSync(join(__dirname, "services", `${each}.py`), "utf8"),
  );
  return withRequest(texts.join("\n"), request);
}

/** The program's text with the request before it; in ASCII, since Python 2 reads no other letters. */
export function withRequest(program: string, request: unknown): string {
  const json = JSON.stringify(request).replace(
    /[^ -~]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  // JSON in JSON is a string of Python's, too.
  return `import json\nREQUEST = json.loads(${JSON.stringify(json)})\n${program}`;
}
