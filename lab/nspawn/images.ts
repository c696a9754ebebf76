/** The images, built by lab/images/build into the user's cache. */
import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { LabError, noRealHosts } from "../progress";

const build = join(__dirname, "..", "images", "build");

/** Builds those of the images that are not in the cache yet. */
export function buildImages(images: readonly string[]): void {
  const { status } = spawnSync(build, [...new Set(images)], { stdio: ["ignore", 2, 2] });
  if (status !== 0) throw new LabError("the images could not be built", exitCode(status));
}

/** The folders of an image's layers, top first. */
export function layersOf(image: string): readonly string[] {
  const text = execFileSync(build, ["--layers", image], { encoding: "utf8" });
  return text.trim().split("\n");
}

/** Installs what booting hosts takes on this machine, where it is missing. */
export function installPrerequisites(): void {
  const program = join(__dirname, "..", "images", "prerequisites");
  const { status } = spawnSync(program, { stdio: ["ignore", 2, 2] });
  if (status !== 0) {
    throw new LabError("this machine lacks what booting hosts takes", exitCode(status));
  }
}

/** Of a program's exit codes only that one means something to whoever called the lab. */
function exitCode(status: number | null): number {
  return status === noRealHosts ? noRealHosts : 1;
}
