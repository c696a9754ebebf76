/** The command line of the lab: lab/lab. Standard output holds only what was asked for. */
import { existsSync, readFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { bringUpLight, takeDownLight } from "./light/background";
import { isLight } from "./light/state";
import { down } from "./nspawn/down";
import { answers } from "./answers";
import { environment } from "./environment";
import { buildImages } from "./nspawn/images";
import { requireMachine } from "./nspawn/machine";
import { boot, cut } from "./nspawn/power";
import { LabError, noRealHosts, say, step } from "./progress";
import { inTerminal } from "./onHost";
import { hostOf, knownHosts } from "./ssh";
import { defaultName, inventoryOf, labOf, parts, usualName, type Lab } from "./state";
import { readTopology } from "./topology";
import { up } from "./nspawn/up";
import { upgrade } from "./nspawn/upgrade";

const program = new Command("lab/lab")
  .description("Real test hosts, booted on this machine")
  .enablePositionalOptions()
  .option("--lab <name>", "the lab's name (or LAB); default: the topology's and this checkout's");

/** The lab that the user names, or the usual one. */
function chosen(topology?: string): Lab {
  const named = program.opts<{ lab?: string }>().lab ?? process.env.LAB;
  if (named) return labOf(named);
  return labOf(topology === undefined ? usualName() : defaultName(topology));
}

/** The lab, where its hosts are more than folders. */
function real(what: string): Lab {
  const lab = chosen();
  if (isLight(lab)) throw new LabError(`${what} is for real hosts; '${lab.name}' has none`);
  return lab;
}

async function bringUp(topology: string, { hosts }: { hosts?: number }): Promise<void> {
  const lab = chosen(topology);
  if (topology === "light") {
    await bringUpLight(lab, hosts);
    return;
  }
  if (isLight(lab)) {
    throw new LabError(`a light lab named '${lab.name}' is there; take another --lab, or end it`);
  }
  await up(lab, readTopology(topology, hosts));
}

async function takeDown(): Promise<void> {
  const lab = chosen();
  const light = isLight(lab);
  if (!light && process.getuid?.() !== 0) {
    throw new LabError("ending real hosts needs root", noRealHosts);
  }
  const was = existsSync(lab.folder) ? "is down" : "was not up";
  await step(`lab '${lab.name}' ${was}`, () => (light ? takeDownLight(lab) : down(lab)));
}

async function status(): Promise<void> {
  const lab = chosen();
  if (!existsSync(lab.folder)) throw new LabError(`lab '${lab.name}' is not up`, 3);
  const { topology, network, hosts } = inventoryOf(lab);
  console.log(`${lab.name}: topology ${topology} on ${network}`);
  for (const [name, host] of Object.entries(hosts)) {
    const { address, port, roles } = host;
    const state = (await answers(host)) ? "answers ssh" : "does not answer";
    console.log(
      `${name.padEnd(12)} ${`${address}:${port}`.padEnd(18)} ${state.padEnd(16)} ${roles.join(", ")}`,
    );
    if (state !== "answers ssh") process.exitCode = 1;
  }
}

function run(host: string, command: readonly string[]): void {
  const words = command[0] === "--" ? command.slice(1) : command;
  process.exitCode = inTerminal(inventoryOf(chosen()), host, words);
}

async function logs(host: string): Promise<void> {
  const lab = chosen();
  const inventory = inventoryOf(lab);
  if (await answers(hostOf(inventory, host))) {
    process.exitCode = inTerminal(inventory, host, ["journalctl", "--no-pager", "--boot"]);
  } else {
    console.log(readFileSync(parts.console(lab, host), "utf8"));
  }
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("must be 1 or more");
  return value;
}

program
  .command("up")
  .description("boot the hosts of a topology: zed, classic, zed-regions, fleet, light and others")
  .argument("[topology]", "which", "zed")
  .option("--hosts <number>", "the size of a fleet", count)
  .action(bringUp);
program.command("down").description("end them and remove all that they had").action(takeDown);
program
  .command("name")
  .description("print the name that a topology's lab has in this checkout")
  .argument("[topology]", "which", "zed")
  .action((topology: string) => {
    console.log(chosen(topology).name);
  });

program
  .command("status")
  .description("say which hosts there are and whether they answer; exit code 3: no such lab")
  .action(status);
program
  .command("exec")
  .description("run a command on a host: exec image1 -- systemctl status glance-api")
  .argument("<host>")
  .argument("<command...>")
  .passThroughOptions()
  .action(run);
program
  .command("shell")
  .description("log in to a host")
  .argument("<host>")
  .action((host: string) => {
    process.exitCode = inTerminal(inventoryOf(chosen()), host, []);
  });
program
  .command("cut")
  .description("cut a host's power: all its processes end at once, and its files stay")
  .argument("<host>")
  .action((host: string) => cut(real("cut"), host));
program
  .command("boot")
  .description("boot a host again whose power was cut")
  .argument("<host>")
  .action((host: string) => boot(real("boot"), host));
program
  .command("upgrade")
  .description("upgrade a host's Debian: new programs under the configuration that it has")
  .argument("<host>")
  .argument("<suite>", "bookworm, trixie, sid")
  .action((host: string, suite: string) => upgrade(real("upgrade"), host, suite));
program
  .command("logs")
  .description("print a host's journal, or its console where it does not answer")
  .argument("<host>")
  .action(logs);
program
  .command("env")
  .description('print what to eval so that pulumi works by hand: eval "$(lab/lab env)"')
  .action(() => {
    process.stdout.write(environment(chosen()));
  });
program
  .command("inventory")
  .description("print what the lab offers, as JSON")
  .action(() => {
    console.log(JSON.stringify(inventoryOf(chosen()), null, 2));
  });
program
  .command("known-hosts")
  .description("print the hosts' keys as lines of a known_hosts file")
  .action(() => {
    process.stdout.write(knownHosts(inventoryOf(chosen())));
  });
program
  .command("build")
  .description("build the images that are missing in the cache")
  .argument("[image...]")
  .action((images: string[]) => {
    requireMachine();
    buildImages(images);
  });

// A reader that has seen enough, such as `head`, is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

program.parseAsync().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof LabError ? error.exitCode : 1;
});
