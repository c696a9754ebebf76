/** The same work as a playbook: one task a setting, a file, a rule. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Inventory } from "../lab/inventory";
import { sshOptions } from "../lab/ssh";
import type { Difference, Rule } from "./difference";
import { run } from "./running";

/** Where Ansible's files are. */
export interface Playbook {
  readonly folder: string;
  /** How many tasks a host has. */
  readonly tasks: number;
}

/** A task; `root` is a host's variable, a folder on hosts of topology light and empty elsewhere. */
type Task = Readonly<Record<string, unknown>>;

/** Writes playbook, inventory and settings into the folder. */
export function writePlaybook(
  inventory: Inventory,
  folder: string,
  hosts: readonly (readonly [string, string])[],
  work: Difference,
): Playbook {
  mkdirSync(folder, { recursive: true });
  const tasks = [
    ...work.settings.map(({ path, section, key, value }) => ({
      name: `[${section}] ${key}`,
      "community.general.ini_file": {
        path: `{{ root }}${path}`,
        section,
        option: key,
        ...(value === null ? { state: "absent" } : { value }),
      },
    })),
    ...work.files.map(({ path, content, mode }, index): Task => {
      const source = join(folder, `file-${index}`);
      writeFileSync(source, content, { mode: 0o600 });
      return {
        name: path,
        "ansible.builtin.copy": { src: source, dest: `{{ root }}${path}`, mode },
      };
    }),
    ...work.rules.map(ruleTask),
  ];
  writeFileSync(
    join(folder, "playbook.json"),
    JSON.stringify([{ hosts: "all", gather_facts: false, tasks }], null, 2),
    { mode: 0o600 },
  );
  writeFileSync(join(folder, "hosts.json"), JSON.stringify(ansibleInventory(inventory, hosts)));
  writeFileSync(join(folder, "ansible.cfg"), settings(inventory, folder));
  return { folder, tasks: tasks.length };
}

/** Runs the playbook on all hosts; returns how many changes it reports, over all hosts. */
export async function play({ folder }: Playbook): Promise<number> {
  const bin = process.env.BENCH_ANSIBLE ?? "";
  const report = await run([join(bin, "ansible-playbook"), "-i", "hosts.json", "playbook.json"], {
    cwd: folder,
    env: {
      ANSIBLE_CONFIG: join(folder, "ansible.cfg"),
      LC_ALL: "C.UTF-8",
      PATH: `${bin}:${process.env.PATH ?? ""}`,
    },
  });
  const counts = [...report.toString().matchAll(/\bchanged=(\d+)/g)].map(([, count]) => count);
  return counts.reduce((sum, count) => sum + Number(count), 0);
}

function settings(inventory: Inventory, folder: string): string {
  const options = [
    ...sshOptions(inventory),
    ...["-o", "ControlMaster=auto", "-o", "ControlPersist=60s"],
  ];
  return [
    "[defaults]",
    "forks = 50",
    "gathering = explicit",
    `local_tmp = ${folder}/tmp`,
    "retry_files_enabled = false",
    "[ssh_connection]",
    "pipelining = true",
    // The host's key is checked by OpenSSH, against the lab's own file.
    `ssh_args = ${options.join(" ")}`,
    `control_path_dir = ${folder}/cp`,
    "",
  ].join("\n");
}

function ansibleInventory(
  inventory: Inventory,
  hosts: readonly (readonly [string, string])[],
): unknown {
  const python = inventory.topology === "light" ? process.env.BENCH_PYTHON : "/usr/bin";
  const entries = hosts.map(([name, root]) => {
    const { address, port } = inventory.hosts[name] ?? {};
    const host = {
      ansible_host: address,
      ansible_port: port,
      ansible_user: inventory.ssh.user,
      ansible_connection: "ssh",
      ansible_python_interpreter: `${python}/python3`,
      root,
      // "~root" is this machine's own home there.
      ...(root === "" ? {} : { ansible_remote_tmp: `${root}/tmp/.ansible` }),
    };
    return [name, host] as const;
  });
  return { all: { hosts: Object.fromEntries(entries) } };
}

/** A live rule; its file is a file of its own. */
function ruleTask({ path, rule }: Rule): Task {
  const given = (flag: string) => new RegExp(`${flag} (?:"([^"]*)"|(\\S+))`).exec(rule);
  const value = (flag: string) => given(flag)?.[1] ?? given(flag)?.[2];
  const options: readonly (readonly [string, unknown])[] = [
    ["chain", value("-A")],
    ["protocol", value("-p")],
    ["destination_port", value("--dport")],
    ["destination_ports", value("--dports")?.split(",")],
    ["source", value("-s")],
    ["comment", value("--comment")],
    ["jump", value("-j")],
  ];
  return {
    name: `live: ${rule}`,
    "ansible.builtin.iptables": {
      ip_version: path.endsWith("v6") ? "ipv6" : "ipv4",
      action: "insert",
      ...Object.fromEntries(options.filter(([, option]) => option !== undefined)),
    },
  };
}
