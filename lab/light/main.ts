/**
 * A light lab by hand: node --import tsx lab/light/main.ts [--lab NAME] up|down|status|exec|inventory
 *
 * Standard output holds what was asked for, and nothing else; the rest goes to standard error.
 */
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
import { Command, InvalidArgumentError } from "commander";
import { begin, login } from "./client";
import { until } from "../until";
import { labFolder, pidFile, readInventory, runningProcess, serves } from "./state";

const say = (line: string) => {
  console.error(`light: ${line}`);
};

/** Starts the lab as a process of its own and returns when all its hosts answer. */
async function up(name: string, hosts: number | undefined): Promise<void> {
  const begun = Date.now();
  const folder = labFolder(name);
  if (runningProcess(folder) !== null) {
    say(`lab '${name}' is already up (lab/lab --lab ${name} down)`);
    return;
  }
  if (existsSync(folder) && readdirSync(folder).length > 0 && !existsSync(pidFile(folder))) {
    throw new Error(`a lab named '${name}' of another topology is there; take another --lab`);
  }
  rmSync(folder, { recursive: true, force: true }); // what a killed lab left
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await serve(name, folder, hosts);
  const count = Object.keys(readInventory(name).hosts).length;
  say(
    `lab '${name}' is up with ${count} hosts after ${((Date.now() - begun) / 1000).toFixed(1)} s`,
  );
  say("no service runs on them: nothing here proves that Glance works");
}

function serve(name: string, folder: string, hosts: number | undefined): Promise<void> {
  const log = join(folder, "light.log");
  const output = openSync(log, "a", 0o600);
  const arguments_ = ["--import", "tsx", join(__dirname, "serve.ts"), name, folder];
  if (hosts !== undefined) arguments_.push(String(hosts));
  const child = spawn(process.execPath, arguments_, {
    cwd: join(__dirname, "..", ".."), // where tsx is found
    detached: true,
    stdio: ["ignore", output, output, "ipc"],
  });
  closeSync(output);
  return new Promise((resolve, reject) => {
    child.once("message", () => {
      child.disconnect();
      child.unref();
      resolve();
    });
    child.once("exit", () => {
      const reason = existsSync(log) ? readFileSync(log, "utf8").trim() : "";
      reject(new Error(`lab '${name}' did not start: ${reason || "no reason given"}`));
    });
  });
}

/** Ends the lab's process, and with it everything of the lab. */
async function down(name: string): Promise<void> {
  const folder = labFolder(name);
  const pid = runningProcess(folder);
  if (pid === null) {
    if (existsSync(pidFile(folder))) rmSync(folder, { recursive: true, force: true });
    say(`lab '${name}' is not up`);
    return;
  }
  process.kill(pid, "SIGTERM");
  const ended = () => !serves(pid, folder) || `process ${pid}`;
  await until(`lab '${name}' to end`, ended, { every: 20 });
  rmSync(folder, { recursive: true, force: true });
  say(`lab '${name}' is down`);
}

function status(name: string): void {
  if (runningProcess(labFolder(name)) === null) {
    say(`lab '${name}' is not up`);
    process.exitCode = 3;
    return;
  }
  for (const [host, { address, port, roles }] of Object.entries(readInventory(name).hosts)) {
    console.log(`${host.padEnd(12)} ${address}:${port}  ${roles.join(", ")}`);
  }
}

async function execute(name: string, host: string, command: readonly string[]): Promise<void> {
  const client = await login(readInventory(name), host);
  const { channel, ended } = await begin(client, command.map(quoted).join(" "));
  channel.pipe(process.stdout);
  channel.stderr.pipe(process.stderr);
  process.stdin.pipe(channel);
  process.exitCode = await ended;
  process.stdin.unpipe(channel);
  process.stdin.destroy();
  client.end();
}

/** One word of a shell's command; a single word may be a whole command, as with ssh. */
function quoted(word: string, _index: number, all: readonly string[]): string {
  return all.length === 1 || /^[\w@%+=:,./-]+$/.test(word)
    ? word
    : `'${word.replaceAll("'", `'\\''`)}'`;
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 200) {
    throw new InvalidArgumentError("must be a number from 1 to 200");
  }
  return value;
}

const program = new Command("light")
  .description("Hosts on loopback for quick tests; no service runs on them")
  .enablePositionalOptions()
  .option("--lab <name>", "the lab's name", "light");
const lab = () => program.opts<{ lab: string }>().lab;

program
  .command("up")
  .description("start the hosts of topology zed")
  .option("--hosts <number>", "that many image hosts instead", count)
  .action(({ hosts }: { hosts?: number }) => up(lab(), hosts));
program
  .command("down")
  .description("end them and remove all that they had")
  .action(() => down(lab()));
program
  .command("status")
  .description("list the hosts; exit code 3 when the lab is not up")
  .action(() => {
    status(lab());
  });
program
  .command("exec")
  .description("run a command on a host: exec image1 -- cat /etc/hostname")
  .argument("<host>")
  .argument("<command...>")
  .passThroughOptions()
  .action((host: string, command: string[]) =>
    execute(lab(), host, command[0] === "--" ? command.slice(1) : command),
  );
program
  .command("inventory")
  .description("print what the lab offers, as JSON")
  .action(() => {
    console.log(JSON.stringify(readInventory(lab()), null, 2));
  });

program.parseAsync().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
