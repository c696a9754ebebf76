import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { zipSync, type Zippable } from "fflate";

/** The program that runs on hosts, packed: where the archive lies, and its sha256. */
export interface ProgramArchive {
  readonly path: string;
  readonly sha256: string;
}

/** Lets the archive be run by its name, apart from what else Python would load, once installed. */
const shebang = "#!/usr/bin/python3 -I\n";

/** A zip's earliest date, in local time as a zip has it. */
const epoch = new Date(1980, 0, 1);

/**
 * Packs host/program into one archive that Python runs. The same sources give the same bytes on
 * every machine, so that packing it anew is no change; the archive is rebuilt when a source does
 * change. Its path is relative to the project, so that no machine's path gets into the state.
 */
export function packProgram(project: string): ProgramArchive {
  const source = join(project, "host", "program");
  const entries: Zippable = {};
  const files = readdirSync(source, { recursive: true, encoding: "utf8" });
  for (const file of files.filter((name) => /\.(py|txt)$/.test(name)).sort()) {
    entries[file] = [readFileSync(join(source, file)), { mtime: epoch, level: 9 }];
  }
  const archive = Buffer.concat([Buffer.from(shebang), zipSync(entries)]);
  const sha256 = createHash("sha256").update(archive).digest("hex");
  const relative = join("host", ".build", `program-${sha256.slice(0, 16)}.pyz`);
  const path = join(project, relative);
  if (!existsSync(path)) {
    mkdirSync(join(project, "host", ".build"), { recursive: true });
    const staged = `${path}.${process.pid}`;
    writeFileSync(staged, archive, { mode: 0o755 });
    renameSync(staged, path);
  }
  return { path: relative, sha256 };
}

if (require.main === module) {
  // `make program`: where the archive lies that an administrator installs.
  console.log(packProgram(process.cwd()).path);
}
