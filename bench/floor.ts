/** The least that anybody could do: one ssh a host that merges the file with crudini. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { word } from "../host/shell";
import type { Inventory } from "../lab/inventory";
import { sshWords } from "../lab/ssh";
import type { Difference } from "./difference";
import { run } from "./running";

/** Returns what to run: 32 at once, by xargs, with nothing of ours between. */
export function floor(
  inventory: Inventory,
  folder: string,
  hosts: readonly string[],
  { settings }: Difference,
): () => Promise<Buffer> {
  const path = settings[0]?.path ?? "";
  const merged = settings.filter((setting) => setting.path === path && setting.value !== null);
  const sections = new Map<string, string[]>();
  for (const { section, key, value } of merged) {
    sections.set(section, [...(sections.get(section) ?? []), `${key} = ${value}`]);
  }
  const text = [...sections].map(([name, lines]) => `[${name}]\n${lines.join("\n")}\n`).join("");
  const input = join(folder, "merge.ini");
  writeFileSync(input, text, { mode: 0o600 });
  const remote = `crudini --merge "\${GLANCE_HOST_ROOT:-}${path}"`;
  const scripts = hosts.map((host, index) => {
    const command = ["ssh", ...sshWords(inventory, host, remote)].map((each) => word(each));
    const script = join(folder, `floor-${index}.sh`);
    writeFileSync(script, `exec ${command.join(" ")} <${word(input)}\n`);
    return script;
  });
  return () => run(["xargs", "-P", "32", "-n", "1", "sh"], { stdin: scripts.join("\n") });
}
