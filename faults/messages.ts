/** Whether what a failing run says has the form of messages: lab/messageForm.ts says which. */
import { commandFlaws, flaws, noRemedy, ofHost } from "../lab/messageForm";
import type { Ended } from "../lab/onHost";
import type { Finding } from "./finding";

/** How the program says that the system, and none of its own checks, refused: what to do is not known. */
const ofSystem = "transaction: ";

/** What the program says of the host after its error, and what others say on the same stream. */
const others = /^(?:everything|not everything) on this host |^glance-faults: /;

/** What has not the form in the last lines of a run; empty where the run did not fail. */
export function formless(host: string, { code, err }: Pick<Ended, "code" | "err">): string[] {
  if (code !== 1) return [];
  const lines = err.trim().split("\n");
  const own = `${host}: `;
  const begin = lines.findLastIndex((line) => ofHost.test(line));
  const [first = "", ...rest] = begin < 0 ? [] : lines.slice(begin);
  if (first === "") return ["no line of it says component, place and cause"];
  const said = rest.map((line) => (line.startsWith(own) ? line.slice(own.length) : line));
  // What a command said stands below the cause, and the remedy below that; commands stand bare.
  const quoted = said.filter((line, at) => rest[at]?.startsWith(own) && !others.test(line));
  const commands = said.filter((line, at) => !rest[at]?.startsWith(own) && !others.test(line));
  const whole = (line: string) => (/[.!?:]$/.test(line) ? line : `${line}.`);
  const sentences = quoted.length === 0 ? [first] : [first, ...quoted].map(whole);
  const wrong = [...flaws(sentences.join(" "), ofHost), ...commands.flatMap(commandFlaws)].filter(
    (flaw) => flaw !== noRemedy || !first.startsWith(own + ofSystem),
  );
  return wrong.map((what) => `${what}: ${first}`);
}

/** The line of the table for the messages of all failing runs. */
export class Messages {
  readonly finding: Finding = {
    scenario: "all",
    fault: "form of the message",
    tried: 0,
    survived: 0,
    lost: [],
  };

  /** Takes a run that has ended; one that came through, or was killed, has no message. */
  hear(host: string, ended: Pick<Ended, "code" | "err">): void {
    if (ended.code !== 1) return;
    const wrong = formless(host, ended);
    this.finding.tried++;
    if (wrong.length === 0) this.finding.survived++;
    else this.finding.lost.push(`${host}: ${wrong.join("; ")}`);
  }
}
