/**
 * Machines of topology harms: booted hosts, with Keystone, database, broker, Swift and Gluster. One
 * lab serves many sequences, since a stack's end leaves it as it was; one that is otherwise is thrown
 * away.
 */
import { copyFile } from "node:fs/promises";
import { until } from "../../lab/until";
import { TestLab } from "../../lab/session";
import { FaultHost } from "../host";
import { differences, type Picture } from "../picture";
import type { Base, Cloud } from "./cloud";
import type { CommandKind } from "./sequences";
import { allMishaps } from "./mishap";

/** Image hosts, which the sequences move about. */
export const realMachines = ["image1", "image2", "spare"] as const;

/** No other region has a Keystone, so that it is refused. */
export const isReal = (kind: CommandKind) => kind !== "region";

/** No command of a real host is made to fail. */
export const realMishaps = allMishaps.filter((kind) => kind !== "failing command");

const identity = "controller";
const struck = "/usr/local/lib/glance-faults/struck";

/** A lab's machines, and what they were before any sequence; the same as long as they are so. */
export class RealClouds {
  private current: { readonly cloud: Cloud; readonly before: readonly Picture[] } | null = null;

  constructor(
    private readonly name: string,
    private readonly say: (line: string) => void,
  ) {}

  /** Machines on which nothing of a stack is, but packages. */
  async fresh(): Promise<Cloud> {
    if (this.current !== null && (await isAsBefore(this.current))) return this.current.cloud;
    this.down();
    const lab = TestLab.up(this.name, "harms", "demo");
    lab.unset(["glance:hosts", "compute1"]);
    lab.setSecret("glance:identity.password", servicePassword);
    const hosts = new Map(
      [...realMachines, identity].map((name) => [name, new FaultHost(lab, name, "")]),
    );
    for (const host of hosts.values()) await host.prepare();
    // Packages stay when a stack goes: they are there before the first picture.
    const { address, hostKey } = lab.inventory.hosts.spare ?? {};
    const roles = ["image"];
    lab.set(["glance:hosts", "spare"], { address, hostKey, roles });
    lab.pulumi("up", "--yes", "--skip-preview");
    lab.pulumi("destroy", "--yes", "--skip-preview");
    lab.unset(["glance:hosts", "spare"]);
    const cloud = cloudOf(lab, hosts);
    this.current = { cloud, before: await picturesOf(cloud) };
    this.say("the machines are ready");
    return cloud;
  }

  down(): void {
    TestLab.down(this.name);
    this.current = null;
  }
}

const picturesOf = (cloud: Cloud) =>
  Promise.all([...cloud.machines, ...cloud.witnesses].map((machine) => cloud.picture(machine)));

async function isAsBefore(current: {
  readonly cloud: Cloud;
  readonly before: readonly Picture[];
}): Promise<boolean> {
  const now = await picturesOf(current.cloud);
  return current.before.every((was, index) => differences(now[index] ?? was, was).length === 0);
}

/** Given, so that no sequence's random one is unknown to the search for secrets. */
const servicePassword = "canary-of-the-service-user";

function cloudOf(lab: TestLab, hosts: ReadonlyMap<string, FaultHost>): Cloud {
  const of = (machine: string): FaultHost => {
    const host = hosts.get(machine);
    if (host === undefined) throw new Error(`no machine is called ${machine}`);
    return host;
  };
  const { ssh } = lab.inventory;
  if (ssh.agentSocket === null)
    throw new Error("sequences need OpenSSH's agent: install ssh-agent");
  return {
    base: baseOf(lab),
    machines: realMachines,
    witnesses: [identity],
    hasReference: false,
    agentSocket: ssh.agentSocket,
    target: (machine) => {
      const found = lab.inventory.hosts[machine];
      if (found === undefined) throw new Error(`no machine is called ${machine}`);
      const { address, port, hostKey, roles } = found;
      return { address, port, hostKey, roles };
    },
    picture: (machine) => of(machine).picture(),
    strike: async (machine, blow) => {
      if (blow.kind === "fail") throw new Error("no command of a real host is made to fail");
      await of(machine).run(`rm -f ${struck}`);
      await of(machine).order(blow);
    },
    hasStruck: async (machine) =>
      (await of(machine).run(`test -e ${struck} && echo yes || true`)) !== "",
    forget: (machine) => of(machine).forget(),
    quiet: (machine) =>
      until(`the end of the program on ${machine}`, async () => {
        const found = await of(machine).run("pgrep -f '[.]pulumi-glance-.*[.]pyz' || true");
        return found === "" || `processes ${found.trim().split("\n").join(" ")}`;
      }),
    byHand: async (machine, { command }) => {
      await of(machine).run(`cd / && ${command}`);
    },
    stop: () => Promise.resolve(), // the next sequence takes them
  };
}

/** The lab's own stack: its endpoints are the first and the last host of the sequence. */
function baseOf(lab: TestLab): Base {
  const { database, broker, swift } = lab.inventory;
  return {
    passphrase: "example",
    secrets: {
      "database.password": database.password,
      "identity.password": servicePassword,
      "swift.password": swift.password,
      "broker.password": broker.password,
    },
    write: (file) => copyFile(lab.configuration, file),
    adapt: (document, machines) => {
      const [first = "", last = first] = [machines[0]?.address, machines.at(-1)?.address];
      for (const [name, address] of [
        ["public", first],
        ["internal", last],
        ["admin", last],
      ] as const) {
        document.setIn(["config", "glance:endpoints", name], `https://${address}:9292`);
      }
    },
  };
}
