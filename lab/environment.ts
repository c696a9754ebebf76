/** What to eval so that `pulumi` works by hand with a lab. */
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { word } from "../host/shell";
import { inventoryOf, type Lab } from "./state";

const toolchain = join(__dirname, "..", "toolchain", "setup");

/** Lines of a shell: the tool chain's, then the lab's. */
export function environment(lab: Lab): string {
  const { ssh } = inventoryOf(lab);
  const tools = execFileSync(toolchain, ["--print-env"], { encoding: "utf8" });
  const state = join(lab.folder, "pulumi");
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const variables: Record<string, string> = {
    LAB: lab.name,
    PULUMI_BACKEND_URL: `file://${state}`,
    // That of the stacks in stacks/, which are examples.
    PULUMI_CONFIG_PASSPHRASE: "example",
    ...(ssh.agentSocket === null ? {} : { SSH_AUTH_SOCK: ssh.agentSocket }),
  };
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${word(value)}\n`);
  return tools.trimEnd() + "\n" + lines.join("");
}
