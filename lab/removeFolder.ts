/** Removing what a lab had, while the last of its processes are on their way out. */
import { rmSync } from "node:fs";
import { until, type Seen } from "./until";

/** Removes a folder and all that is in it, when nothing mounts or writes there any more. */
export async function removeFolder(folder: string): Promise<void> {
  await until(`${folder} to be free`, () => isRemoved(folder));
}

function isRemoved(folder: string): Seen {
  try {
    rmSync(folder, { recursive: true, force: true });
    return true;
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    if (["EBUSY", "ENOTEMPTY"].includes(code)) return message;
    throw error;
  }
}
