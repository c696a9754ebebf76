/**
 * The table of releases by procedure that `make test-releases` prints: each cell was run for real, is
 * held against the release's packages, or is refused, and says which.
 */
import { catalogue } from "../../releases/catalogue";
import { history, type AnyRelease } from "../../releases/history";
import { current, has, type Meaning } from "../../releases/release";
import { Held } from "../packages/held";
import { Packages } from "../packages/packages";
import type { Outcome } from "./journey";

/** The guide's procedures, as {@link Outcome} names them. 5.9 is 5.11 and 5.12 together. */
const procedures = [
  ...["5.2", "5.3", "5.4", "5.5", "5.6", "5.7"],
  ...["table 5.1", "5.8", "5.10", "5.11", "5.12"],
] as const;

/** What a procedure does that is no option of a file. */
const without: Readonly<Partial<Record<(typeof procedures)[number], string>>> = {
  "5.3": "by Keystone's API v3",
  "5.6": "by uWSGI's arguments",
  "5.8": "by glance-manage",
  "5.10": "the mount alone",
};

/** What became of the journeys, by release; a release may have none. */
export type Journeys = ReadonlyMap<AnyRelease, readonly Outcome[]>;

/** The table as lines of Markdown. */
export function releaseTable(journeys: Journeys): string[] {
  const held = new Held(Packages.read());
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    row(["release", ...procedures]),
    row(["-", ...procedures.map(() => "-")]),
    ...history.map((release) =>
      row([
        release,
        ...procedures.map((procedure) => cell(procedure, release, journeys.get(release), held)),
      ]),
    ),
  ];
}

function cell(
  procedure: (typeof procedures)[number],
  release: AnyRelease,
  outcomes: readonly Outcome[] | undefined,
  held: Held,
): string {
  const meanings = catalogue.filter(({ meaning }) => named(meaning.guide) === procedure);
  const refused =
    procedure === "5.12"
      ? lost(
          meanings.map(({ meaning }) => meaning),
          release,
        )
      : null;
  const outcome = outcomes?.find(({ step }) => step.startsWith(`${procedure}: `));
  if (outcome !== undefined) {
    if (!outcome.passed) return "FAILED";
    return refused === null ? "run" : `${refused} (run)`;
  }
  if (refused !== null) return refused;
  const there = meanings.filter(({ meaning }) => has(meaning, release));
  const placed = held.placed(release).filter(({ name }) => there.some((one) => one.name === name));
  const wrong = placed.flatMap((one) => held.problem(one, release) ?? []);
  if (wrong.length > 0) return `WRONG: ${wrong.join("; ")}`;
  const other = without[procedure];
  if (there.length === 0) return other ?? "nothing to hold";
  if (placed.length === 0) return `${there.length} not held: no package`;
  const rest = there.length - placed.length;
  return rest === 0 ? `${placed.length} held` : `${placed.length} held, ${rest} not: no package`;
}

/** `procedure 5.2` is 5.2. */
function named(guide: string): string {
  return guide.replace("procedure ", "").replace("5.9", "5.11");
}

/** Why the release does not do it at all; null where it does. */
function lost(meanings: readonly Meaning[], release: AnyRelease): string | null {
  if (meanings.some((meaning) => has(meaning, release))) return null;
  const since = meanings.map(({ names }) => current(names, release)?.since ?? "juno").at(0);
  return `refused: gone since ${since}`;
}
