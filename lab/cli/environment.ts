/** What to eval so that `pulumi` works by hand with a lab. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { inventoryOf, type Lab } from "./state";

const toolchain = join(__dirname, "..", "toolchain", "setup");

/** Lines of a shell. */
export function environment(lab: Lab): string {
  const inventory = inventoryOf(lab);
  const tools = existsSync(toolchain)
    ? execFileSync(toolchain, ["--print-path"], { encoding: "utf8" }).trim()
    : "";
  const state = join(lab.folder, "pulumi");
  mkdirSync(join(state, "home"), { recursive: true, mode: 0o700 });
  const variables: Record<string, string> = {
    LAB: lab.name,
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_HOME: join(state, "home"),
    // That of the stacks in stacks/, which are examples.
    PULUMI_CONFIG_PASSPHRASE: "example",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    ...(tools === "" ? {} : { PATH: `${tools}:${process.env.PATH ?? ""}` }),
    ...(existsSync(join(tools, "pulumi-resource-command"))
      ? { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" }
      : {}),
    ...(inventory.ssh.agentSocket === null ? {} : { SSH_AUTH_SOCK: inventory.ssh.agentSocket }),
  };
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'\n`)
    .join("");
}
