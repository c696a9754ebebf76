/** Labs whose hosts are folders, served by a process of their own: lab/lab begins and ends them. */
import { spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";
import { LabError, say } from "../progress";
import type { Lab } from "../state";
import { until } from "../until";
import { isLight, runningProcess, serves } from "./state";
import { most } from "./topology";

/** Starts the lab's process and returns when all its hosts answer. */
export async function bringUpLight(lab: Lab, hosts: number | undefined): Promise<void> {
  const { name, folder } = lab;
  const begun = Date.now();
  if (hosts !== undefined && hosts > most) throw new LabError(`light has at most ${most} hosts`);
  if (runningProcess(lab) !== null) {
    say(`lab '${name}' is already up (lab/lab --lab ${name} down)`);
    return;
  }
  if (existsSync(folder) && readdirSync(folder).length > 0 && !isLight(lab)) {
    throw new LabError(`a lab named '${name}' of another topology is there; take another --lab`);
  }
  rmSync(folder, { recursive: true, force: true }); // what a killed lab left
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const count = await serve(lab, hosts);
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  say(`lab '${name}' is up with ${count} hosts after ${seconds} s`);
  say("no service runs on them: nothing here proves that Glance works");
}

/** Starts the process that serves the hosts; how many there are. */
function serve({ name, folder }: Lab, hosts: number | undefined): Promise<number> {
  const log = join(folder, "light.log");
  const output = openSync(log, "a", 0o600);
  // Its folder is in its command line, by which it is known.
  const words = ["--import", "tsx", join(__dirname, "serve.ts"), name, folder];
  if (hosts !== undefined) words.push(String(hosts));
  const child = spawn(process.execPath, words, {
    cwd: join(__dirname, "..", ".."), // where tsx is found
    detached: true,
    stdio: ["ignore", output, output, "ipc"],
  });
  closeSync(output);
  return new Promise((resolve, reject) => {
    child.once("message", (count: number) => {
      child.disconnect();
      child.unref();
      resolve(count);
    });
    child.once("exit", () => {
      const reason = existsSync(log) ? readFileSync(log, "utf8").trim() : "";
      reject(new LabError(`lab '${name}' did not start: ${reason || "no reason given"}`));
    });
  });
}

/** Ends the lab's process, and with it everything of the lab. */
export async function takeDownLight(lab: Lab): Promise<void> {
  const pid = runningProcess(lab);
  if (pid !== null) {
    process.kill(pid, "SIGTERM");
    const ended = () => !serves(pid, lab) || `process ${pid}`;
    await until(`lab '${lab.name}' to end`, ended, { every: 20 });
  }
  rmSync(lab.folder, { recursive: true, force: true });
}
