/** The process behind a light lab that was started by hand: serve.ts NAME FOLDER [HOSTS]. */
import { rmSync, writeFileSync } from "node:fs";
import { startLight } from "./light";
import { inventoryFile, pidFile } from "./state";
import { fleet, zed } from "./topology";

async function main([name = "", folder = "", hosts = ""]: readonly string[]): Promise<void> {
  writeFileSync(pidFile(folder), String(process.pid));
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
  writeFileSync(inventoryFile(folder), `${JSON.stringify(inventory, null, 2)}\n`, { mode: 0o600 });
  process.send?.("ready");
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  rmSync(process.argv[3] ?? "", { recursive: true, force: true });
  process.exit(1);
});
