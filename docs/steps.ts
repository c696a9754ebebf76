/**
 * The steps of a transaction in docs/develop/design.md, made from the program's own list of them
 * (host/program/glance_host/transaction/steps.py) and from what each step's module says of itself.
 *
 *   node --import tsx docs/steps.ts           prints the table
 *   node --import tsx docs/steps.ts --write   puts it into the page, between the markers
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const program = join(__dirname, "..", "host", "program");
const begin = "<!-- steps: made by docs/steps.ts -->";
const end = "<!-- /steps -->";

/** Prints the steps before and after the files are swapped in, each with its module's own words. */
const script = `
import json
from glance_host import rooms
from glance_host.transaction import steps

def told(step):
    words = rooms.module(step.module).__doc__.split("\\n\\n")[0]
    return {"title": step.title, "module": step.module, "does": " ".join(words.split())}

print(json.dumps([[told(step) for step in steps] for steps in (steps.BEFORE_SWAP, steps.AFTER_SWAP)]))
`;

interface Step {
  readonly title: string;
  readonly module: string;
  /** The first paragraph of the module. */
  readonly does: string;
}

/** The steps before and after the swap, as the program has them. */
function steps(): readonly [readonly Step[], readonly Step[]] {
  const printed = execFileSync("python3", ["-c", script], {
    cwd: program,
    encoding: "utf8",
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
  });
  return JSON.parse(printed) as [readonly Step[], readonly Step[]];
}

/** All that a transaction does, in its order, as a table in Markdown. */
export function table(): string {
  const [before, after] = steps();
  const frame = (title: string, does: string, module: string): Step => ({ title, does, module });
  const all: readonly Step[] = [
    frame("lock", "Waits until no other transaction of the program runs here.", "transaction.lock"),
    frame("precheck", "Asks all that could be wrong, and writes nothing.", "transaction.precheck"),
    ...before,
    frame(
      "swap",
      "Writes the former values into the ledger, then puts all staged files in place at once.",
      "transaction.transaction",
    ),
    ...after,
    frame(
      "commit",
      "Strikes from the ledger what was given back, and writes down what a drift check compares with.",
      "transaction.transaction",
    ),
  ];
  const rows = all.map(({ title, module, does }, index) => {
    const file = `glance_host/${module.replace(".", "/")}.py`;
    return `| ${index + 1} | ${title} | ${does} | [\`${file}\`](../../host/program/${file}) |`;
  });
  return ["| | Step | What it is | File |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

/** The page with the table that the program's list makes. */
export function page(text: string): string {
  const before = text.indexOf(begin);
  const after = text.indexOf(end);
  if (before < 0 || after < 0)
    throw new Error("docs/develop/design.md has no markers for the steps");
  const ignore = "<!-- prettier-ignore-start -->";
  const attend = "<!-- prettier-ignore-end -->";
  return `${text.slice(0, before)}${begin}\n${ignore}\n\n${table()}\n\n${attend}\n${text.slice(after)}`;
}

if (require.main === module) {
  if (process.argv.includes("--write")) {
    const place = join(__dirname, "develop", "design.md");
    writeFileSync(place, page(readFileSync(place, "utf8")));
  } else {
    console.log(table());
  }
}
