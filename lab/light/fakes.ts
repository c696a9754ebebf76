/** The commands of a lab's hosts that stand in for those that would change this machine: lab/fakes. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** The commands, and how to end what answers for them. */
export interface Fakes {
  /** The folder to have on PATH. */
  readonly folder: string;
  end(): void;
}

/** Starts what answers for all hosts of a lab, and puts the commands into a new folder. */
export async function startFakes(folder: string, python: string): Promise<Fakes> {
  const program = join(__dirname, "..", "fakes", "serve.py");
  // It ends with its stdin: also where this process is killed.
  const child = spawn(join(python, "python3"), [program, folder], {
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.unref();
  const end = () => {
    child.stdin.destroy();
    child.stdout.destroy();
  };
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`lab/fakes/serve.py ended with ${String(code)}`);
  });
  ended.catch(() => undefined); // it matters only until it is ready
  await Promise.race([once(createInterface(child.stdout), "line"), ended]);
  return { folder, end };
}
