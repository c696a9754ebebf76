/** One temporary folder for all that this process makes; it goes when the process ends. */
import { mkdtempSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

let place: string | undefined;

/** A new folder in it. */
export function newFolder(name: string): Promise<string> {
  place ??= make();
  return mkdtemp(join(place, `${name}-`));
}

function make(): string {
  const made = mkdtempSync(join(tmpdir(), "sequences-"));
  process.once("exit", () => {
    rmSync(made, { recursive: true, force: true });
  });
  return made;
}
