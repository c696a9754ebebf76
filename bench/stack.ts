/** The stack that is measured: what can be written on hosts that run no service. */
import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Inventory } from "../lab/inventory";
import { setSetting } from "../lab/stack";

/** The stack's name. */
export const stack = "bench";

/** The folder of the program. */
export const project = join(__dirname, "..");

/** The setting that the benchmark changes: `[DEFAULT] workers`. */
export function extra(workers: number): string {
  return `[DEFAULT]\nworkers = ${workers}\n`;
}

/** The image hosts of a lab, by name. */
export function imageHosts({ hosts }: Inventory): readonly string[] {
  return Object.keys(hosts).filter((name) => hosts[name]?.roles.includes("image"));
}

/** Makes the stack. What `pulumi` then writes into stacks/ goes: the configuration is elsewhere. */
export function makeStack(): void {
  const file = join(project, "stacks", `Pulumi.${stack}.yaml`);
  const flags = ["--no-select", "--non-interactive"];
  execFileSync("pulumi", ["stack", "init", stack, ...flags], { cwd: project, stdio: "pipe" });
  rmSync(file, { force: true });
}

/** Writes the stack's configuration; its secrets are encrypted by `pulumi` itself. */
export function writeStack(inventory: Inventory, configFile: string): void {
  const hosts = imageHosts(inventory).flatMap((name) => {
    const host = inventory.hosts[name];
    if (host === undefined) return [];
    const { address, port, hostKey } = host;
    return [[name, { address, port, hostKey, roles: ["image"] }] as const];
  });
  const address = hosts[0]?.[1].address ?? "";
  const configuration = {
    release: "zed",
    mode: "configuration",
    hosts: Object.fromEntries(hosts),
    ssh: { user: inventory.ssh.user },
    endpoints: { public: `http://${address}:9292` },
    // Nobody logs in anywhere: the services need not exist.
    database: { host: "database.example" },
    identity: { authUrl: "http://keystone.example:5000/v3" },
    swift: { authUrl: "http://keystone.example:5000/v3" },
    broker: { host: "broker.example" },
    filesystem: { shared: true },
    extra: { "glance-api.conf": extra(2) },
  };
  const config = Object.entries(configuration).map(([key, value]) => [`glance:${key}`, value]);
  writeFileSync(configFile, stringify({ config: Object.fromEntries(config) as unknown }));
  for (const service of ["database", "identity", "swift", "broker"]) {
    set(configFile, `${service}.password`, `bench-${service}`, ["--secret"]);
  }
}

/** Changes one value of the stack's configuration. */
export function set(
  configFile: string,
  path: string,
  value: string,
  flags: readonly string[] = [],
): void {
  setSetting(stack, configFile, `glance:${path}`, value, flags);
}
