import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Whether a command is on this machine's PATH. */
export function installed(command: string): boolean {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.some((folder) => existsSync(join(folder, command)));
}
