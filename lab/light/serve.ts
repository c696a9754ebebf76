/** The process behind a light lab that lab/lab has started: serve.ts NAME FOLDER [HOSTS]. */
import { rmSync, writeFileSync } from "node:fs";
import { labOf, parts, writeInventory } from "../state";
import { startLight } from "./light";
import { fleet, zed } from "./topology";

async function main([name = "", folder = "", hosts = ""]: readonly string[]): Promise<void> {
  const lab = labOf(name);
  writeFileSync(parts.servedBy(lab), String(process.pid));
  const topology = hosts === "" ? zed : fleet(Number(hosts));
  const starting = startLight({ name, folder, topology });
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    void starting.then((light) => light.stop()).finally(() => process.exit(0));
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, stop);
  const { inventory } = await starting;
  writeInventory(lab, inventory);
  process.send?.(Object.keys(inventory.hosts).length);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  rmSync(process.argv[3] ?? "", { recursive: true, force: true });
  process.exit(1);
});
