/**
 * Strikes faults on hosts of topology zed and prints the table on stdout: faults/run says how.
 */
import { parseArgs } from "node:util";
import { TestLab } from "../lab/session";
import { isChosen } from "./scenarios";
import { allKinds, allScenarios, everything, fast } from "./suite";
import { table } from "./table";
import { throughPulumi } from "./throughPulumi";

const { values } = parseArgs({
  options: {
    every: { type: "string" },
    kinds: { type: "string" },
    scenarios: { type: "string" },
    fast: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
    lab: { type: "string", default: "faults" },
  },
});

const begun = Date.now();
const say = (line: string) => {
  console.error(`faults: ${((Date.now() - begun) / 1000).toFixed(0)} s: ${line}`);
};

/** What an option names, of what there is. */
function chosen(option: "kinds" | "scenarios", all: readonly string[]): readonly string[] {
  const names = values[option]?.split(",") ?? [];
  const unknown = names.filter((name) => !all.includes(name));
  if (unknown.length > 0) {
    throw new Error(`--${option}: no ${unknown.join(", ")} in ${all.join(" ")}`);
  }
  return names;
}

async function main(): Promise<void> {
  const every = values.every === undefined ? null : Number(values.every);
  if (every !== null && !(Number.isInteger(every) && every > 0)) {
    throw new Error("--every takes a whole number of operations");
  }
  const kinds = chosen("kinds", allKinds);
  const scenarios = chosen("scenarios", allScenarios);
  try {
    const lab = TestLab.up(values.lab, "zed", "demo");
    lab.pulumi("up", "--yes", "--skip-preview");
    say("the stack is applied");
    const findings = values.fast
      ? [...(await fast(lab, say))]
      : [...(await everything(lab, { every, kinds, scenarios, say }))];
    if (!values.fast && isChosen("pulumi", kinds) && isChosen("pulumi", scenarios)) {
      findings.push(...(await throughPulumi(lab, say)));
    }
    console.log(table(findings));
    if (findings.some(({ lost }) => lost.length > 0)) process.exitCode = 1;
  } finally {
    if (!values.keep) TestLab.down(values.lab);
  }
}

main().catch((error: unknown) => {
  console.error(`faults: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
