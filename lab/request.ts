/** What a program of lab/services or lab/probes is asked: it runs on a host, with REQUEST set. */

/** The program's text with the request before it; in ASCII, since Python 2 reads no other letters. */
export function withRequest(program: string, request: unknown): string {
  const json = JSON.stringify(request).replace(
    /[^ -~]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  // JSON in JSON is a string of Python's, too.
  return `import json\nREQUEST = json.loads(${JSON.stringify(json)})\n${program}`;
}
