/**
 * Harm 3: a first `up` is ended by two Ctrl-C in the middle of a transaction. The engine does not know of
 * what was under way, and `destroy` must clean it up all the same, or say what it could not.
 */
import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import type { Footprint } from "../footprint";
import type { Cloud } from "./cloud";

/** The programs of stacks that run on a host. */
const running = "pgrep -f '[.]pulumi-glance-.*[.]pyz' || true";

/** Ends a first `up` once it has said that, destroys, and finds all as it was before. */
export async function firstUpIsInterrupted(
  cloud: Cloud,
  before: Footprint,
  host: string,
  saying: RegExp,
): Promise<void> {
  const rows = await cloud.rows();
  const { status, said } = await interrupted(cloud, saying);
  assert.notEqual(status, 0, said);
  const destroyed = cloud.run("destroy", "--yes", "--skip-preview");
  if (destroyed.status !== 0) {
    // It may say that it cannot, and why: then the way out is the one that docs/operate/undo.md has.
    assert.match(destroyed.said, new RegExp(`${host}[^\\n]*: [^\\n]+\\. `));
    cloud.up();
    cloud.works("destroy", "--yes", "--skip-preview");
  }
  await cloud.until(`no program runs on ${host}`, () => cloud.lab.on(host, running) === "");
  before.assertUnchanged();
  assert.deepEqual(await cloud.rows(), rows);
  // As docs/operate/undo.md says: the engine remembers what it does not know the end of.
  cloud.works("refresh", "--yes", "--skip-preview", "--clear-pending-creates");
  assert.doesNotMatch(cloud.works("preview"), /pending operation/);
}

/** Starts `up`, and sends it two SIGINT, a second apart, once it has said that. */
async function interrupted(
  cloud: Cloud,
  saying: RegExp,
): Promise<{ status: number | null; said: string }> {
  const child = cloud.lab.startPulumi("up", "--yes", "--skip-preview");
  let said = "";
  let struck = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data: Buffer) => {
      said += data.toString();
      if (struck || !saying.test(said)) return;
      struck = true;
      void twice(child);
    });
  }
  const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
  assert.ok(struck, `up never said ${saying}:\n${said}`);
  return { status, said };
}

async function twice(child: ChildProcess): Promise<void> {
  child.kill("SIGINT");
  await new Promise((resolve) => setTimeout(resolve, 1000));
  child.kill("SIGINT");
}
