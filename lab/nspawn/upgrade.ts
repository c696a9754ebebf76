/**
 * Upgrades a host's distribution: its programs are those of another suite of Debian after it, its
 * configuration and what programs know of it are its own still. As `apt-get full-upgrade` leaves a
 * host, but for packages that were installed since it was booted: those are missing after it.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildImages, layersOf } from "./images";
import { keep } from "./kept";
import { requireMachine } from "./machine";
import { boot, cut, layerOf, planOf } from "./power";
import { LabError, step } from "../progress";
import { sshWords } from "../ssh";
import { inventoryOf, parts, type Lab } from "../state";
import { layerNamed, suiteNamed, type Suite } from "../topology";

/** Cuts the host's power, gives it the suite's programs, and boots it. */
export async function upgrade(lab: Lab, host: string, suiteName: string): Promise<void> {
  const suite = suiteNamed(suiteName);
  const image = layerNamed(planOf(lab, host).image, suite);
  const repository = layerNamed("repository", suite);
  const before = layersOf(layerOf(lab, host));
  requireMachine();
  buildImages([image, repository]);
  await step(`${host} is of ${suite}`, async () => {
    servePackages(lab, layersOf(repository)[0] ?? "", suite);
    await cut(lab, host);
    replaceLayer(parts.host(lab, host), before, layersOf(image), suite);
    writeFileSync(parts.layer(lab, host), image);
    await boot(lab, host);
  });
}

/** Puts the suite's packages beside those that the controller serves. */
function servePackages(lab: Lab, layer: string, suite: Suite): void {
  const inventory = inventoryOf(lab);
  const packed = execFileSync("tar", ["-C", join(layer, "srv/repository"), "-c", "."], {
    maxBuffer: 1 << 30,
  });
  const folder = `/srv/repository/${suite}`;
  const unpack = `mkdir -p ${folder} && tar -C ${folder} -x`;
  execFileSync("ssh", sshWords(inventory, inventory.identity.host, unpack), { input: packed });
}

/** Makes a host's new layer out of what stays of its old one. */
function replaceLayer(
  folder: string,
  before: readonly string[],
  after: readonly string[],
  suite: Suite,
): void {
  const [upper, old] = [join(folder, "upper"), join(folder, "upper.old")];
  renameSync(upper, old);
  mkdirSync(upper, { mode: 0o755 });
  try {
    keep(old, upper, { old: [old, ...before], new: after });
    const source = `deb [trusted=yes] http://controller:8080/${suite}/ ./\n`;
    mkdirSync(join(upper, "etc/apt"), { recursive: true });
    writeFileSync(join(upper, "etc/apt/sources.list"), source);
  } catch (error) {
    rmSync(upper, { recursive: true, force: true });
    renameSync(old, upper);
    throw new LabError(`the host's files could not be kept: ${String(error)}`);
  }
  for (const gone of [old, join(folder, "work")]) rmSync(gone, { recursive: true, force: true });
}
