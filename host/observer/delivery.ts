/** Puts the program on a host. */
import type { types } from "@pulumi/command";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { ProgramCopy } from "./observation";
import { execute } from "./ssh";

type Connection = types.output.remote.Connection;

/** Longest that it may take, in seconds. */
const bound = 60;

const project = join(__dirname, "..", "..");

/**
 * Copies the program into the login's home, where it is not there already: at once, never in part.
 * Rejects with a sentence that names the host.
 */
export async function deliver(
  host: string,
  connection: Connection,
  { path, sha256 }: ProgramCopy,
): Promise<void> {
  const same = `echo '${sha256}  ${path}' | sha256sum -c --status 2>/dev/null`;
  const there = await run(host, connection, same, "");
  if (there.code === 0) return;
  const archive = packed(sha256);
  const part = `${path}.part`;
  const whole = `echo '${sha256}  ${part}' | sha256sum -c --status`;
  const copied = await run(
    host,
    connection,
    `umask 077 && cat >${part} && ${whole} && mv -f ${part} ${path}`,
    archive,
  );
  if (copied.code === 0) return;
  const said = copied.stderr.trim() || `exit code ${copied.code}`;
  throw new Error(
    `${host}: ${path}: the program cannot be copied there: ${said}. ` +
      "See that the disk has room, and that the login may write into its home.",
  );
}

async function run(host: string, connection: Connection, command: string, stdin: string | Buffer) {
  try {
    return await execute(connection, command, stdin, bound);
  } catch (error) {
    throw new Error(`${host}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The archive, packed anew from its sources: loaded only where it is to be copied. */
function packed(sha256: string): Buffer {
  // An import() would look for a file that is compiled already.
  const { packProgram } = createRequire(__filename)("../archive") as typeof import("../archive.js");
  const found = packProgram(project);
  if (found.sha256 !== sha256) {
    throw new Error("host/program has changed since pulumi began. Run pulumi again.");
  }
  return readFileSync(join(project, found.path));
}
