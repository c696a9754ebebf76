/** Machines of topology light: folders behind SSH servers of this process. */
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { startLight, type LightHost } from "../../lab/light/light";
import type { Topology } from "../../lab/light/topology";
import type { Cloud } from "./cloud";
import { lightBase } from "./lightBase";
import { lightPicture } from "./lightPicture";
import { newFolder } from "./workplace";

const run = promisify(execFile);

/** The machines of a sequence: one more than a stack begins with. */
export const machines: Topology = {
  machine1: ["image"],
  machine2: ["image"],
  machine3: ["image"],
};

/** One of each kind, to see what a stack alone makes of it. */
export const samples: Topology = { machine1: ["image"] };

/** Seconds within which a program that nobody listens to any more has ended. */
const patience = 60;

/** Starts machines of these roles, ready for faults. */
export async function lightCloud(topology: Topology): Promise<Cloud> {
  const environment = { PYTHONPATH: join(__dirname, "python"), PYTHONDONTWRITEBYTECODE: "1" };
  const folder = await newFolder("light");
  const light = await startLight({ folder, certificates: false, topology, environment });
  const { agentSocket } = light.inventory.ssh;
  if (agentSocket === null) throw new Error("sequences need OpenSSH's agent: install ssh-agent");
  const of = (machine: string): LightHost => {
    const host = light.hosts[machine];
    if (host === undefined) throw new Error(`no machine is called ${machine}`);
    return host;
  };
  const state = (machine: string) => join(dirname(of(machine).root), "state");
  const orderFile = (machine: string) => join(state(machine), "order.json");
  const struckFile = (machine: string) => join(state(machine), "struck");
  return {
    base: lightBase,
    machines: Object.keys(topology),
    witnesses: [],
    hasReference: true,
    agentSocket,
    target: (machine) => {
      const found = light.inventory.hosts[machine];
      if (found === undefined) throw new Error(`no machine is called ${machine}`);
      const { address, port, hostKey, roles } = found;
      return { address, port, hostKey, roles };
    },
    picture: (machine) => Promise.resolve(lightPicture(of(machine))),
    strike: async (machine, blow) => {
      rmSync(struckFile(machine), { force: true });
      if (blow.kind === "fail") await of(machine).failOn([blow.command]);
      else writeFileSync(orderFile(machine), JSON.stringify(blow));
    },
    hasStruck: (machine) => Promise.resolve(existsSync(struckFile(machine))),
    forget: async (machine) => {
      rmSync(orderFile(machine), { force: true });
      await of(machine).failOn([]);
    },
    quiet: async (machine) => {
      const { root } = of(machine);
      const end = Date.now() + patience * 1000;
      while (works(root)) {
        if (Date.now() > end) throw new Error(`${machine}: a program runs on for ${patience} s`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    byHand: async (machine, { command }) => {
      const { root } = of(machine);
      await run("sh", ["-c", command], { cwd: root });
    },
    stop: () => light.stop(),
  };
}

/** Whether a process works on the folder: each command of a host has it in its environment. */
function works(root: string): boolean {
  return readdirSync("/proc").some((name) => {
    const place = `/proc/${name}/environ`;
    if (!/^\d+$/.test(name) || !existsSync(place)) return false;
    try {
      return readFileSync(place, "utf8").split("\0").includes(`GLANCE_HOST_ROOT=${root}`);
    } catch {
      return false; // it has ended meanwhile, or is another user's
    }
  });
}
