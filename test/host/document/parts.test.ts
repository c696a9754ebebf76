import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { partNames, parts, type PartRule } from "../../../host/document/parts";
import { emptyDocument } from "../../support/emptyDocument";

const project = join(__dirname, "..", "..", "..");

/** What the program on hosts takes for a document that wants nothing. */
function emptyOnHosts(): Readonly<Record<string, unknown>> {
  const script =
    "import json; from glance_host.transaction import steps; " +
    'print(json.dumps(steps.empty_document("stack", "host")))';
  const printed = execFileSync("python3", ["-c", script], {
    cwd: join(project, "host", "program"),
    encoding: "utf8",
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
  });
  return JSON.parse(printed) as Readonly<Record<string, unknown>>;
}

describe("parts", () => {
  it("are the same here and on hosts, and empty alike", () => {
    const { format, stack: _s, host: _h, ...there } = emptyOnHosts();
    const { format: own, program: _p, generation: _g, secrets: _x, ...here } = emptyDocument;
    assert.equal(format, own);
    assert.deepEqual(Object.keys(there).sort(), [...partNames].sort());
    // What a document may lack is null on hosts, and not there at all in the document.
    const missing = partNames.filter((name) => {
      const { merged }: PartRule = parts[name];
      return merged === "oneOrMissing";
    });
    assert.deepEqual(there, {
      ...here,
      ...Object.fromEntries(missing.map((name) => [name, null])),
    });
  });
});
