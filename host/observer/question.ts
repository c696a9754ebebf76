/** Asks all hosts at once whether the change could be made; changes nothing. */
import { z } from "zod";
import type { Asked } from "./precheck";
import { lastSaid } from "./said";
import { execute } from "./ssh";

const problem = z.object({
  component: z.string(),
  where: z.string(),
  what: z.string(),
  hint: z.string(),
  /** One a line, to be pasted into a shell. */
  command: z.string().nullable(),
  awaits: z.string().nullable(),
});

const answer = z.object({
  format: z.literal(1),
  problems: z.array(problem),
  user: z.object({ name: z.string(), ready: z.boolean() }).nullable(),
});

type Answer = z.infer<typeof answer>;

/** Longest that a host may take, in seconds; its own bound is shorter. */
const bound = 300;
/** Hosts asked at the same time: a key exchange takes its time of this process. */
const atOnce = 32;

/** Rejects with all that any host is not ready for, each thing with the hosts that say it. */
export async function ask(hosts: Readonly<Record<string, Asked>>): Promise<void> {
  const names = Object.keys(hosts).filter((name) => hosts[name]?.document !== undefined);
  const answers = new Map<string, Answer | Error>();
  const next = names[Symbol.iterator]();
  const worker = async () => {
    for (const name of next) answers.set(name, await one(hosts[name]));
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const refusals = refused(names, answers);
  if (refusals.size === 0) return;
  const lines = [...refusals].map(([text, by]) => `${by.join(", ")}: ${text}`);
  throw new Error(
    `not all hosts are ready for this change, so nothing was changed anywhere:\n${lines.join("\n")}`,
  );
}

/** text → the hosts that say it. */
function refused(
  names: readonly string[],
  answers: ReadonlyMap<string, Answer | Error>,
): ReadonlyMap<string, string[]> {
  const found = [...answers.values()];
  // A user that is still to be made, or to get its password, cannot log in anywhere by now.
  const coming = new Set(
    found.flatMap((each) =>
      each instanceof Error || each.user === null || each.user.ready ? [] : [each.user.name],
    ),
  );
  const by = new Map<string, string[]>();
  for (const name of names) {
    const said = answers.get(name);
    if (said === undefined) continue;
    const texts =
      said instanceof Error
        ? [said.message]
        : said.problems.filter(({ awaits }) => awaits === null || !coming.has(awaits)).map(inWords);
    for (const text of texts) by.set(text, [...(by.get(text) ?? []), name]);
  }
  return by;
}

async function one(asked: Asked | undefined): Promise<Answer | Error> {
  if (asked?.document === undefined) return new Error("nothing is asked of it");
  try {
    const { code, stdout, stderr } = await execute(
      asked.connection,
      asked.command,
      asked.document,
      bound,
    );
    if (code !== 0) return new Error(lastSaid(stderr) ?? `it ends with exit code ${code}`);
    return answer.parse(JSON.parse(stdout));
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError) {
      return new Error("what it answers is not what this version asks for");
    }
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** As the program itself says it: nothing stands before or behind a command on its line. */
function inWords({ component, where, what, hint, command }: z.infer<typeof problem>): string {
  const said = [`${component}: ${where}: ${sentence(what)}`, sentence(hint)].join(" ").trim();
  return command === null ? said : `${said}\n${command}`;
}

function sentence(text: string): string {
  return text === "" || /[.!?]$/.test(text) ? text : `${text}.`;
}
