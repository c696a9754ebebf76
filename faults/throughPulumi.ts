/** The same faults as an operator meets them: `pulumi up` or `pulumi destroy` breaks off. */
import type { TestLab } from "../lab/session";
import { FaultHost, type Order } from "./host";
import type { Finding } from "./finding";

/** Breaks `up` and `destroy` on a host, each once, and repeats them. */
export async function throughPulumi(
  lab: TestLab,
  say: (line: string) => void,
): Promise<readonly Finding[]> {
  const host = new FaultHost(lab, "image1", `glance-${lab.stack}`);
  await host.prepare();
  const original = await host.picture();
  const cases: readonly (readonly [string, Order, readonly string[]])[] = [
    ["pulumi up, program killed", { kind: "kill", number: 30 }, ["up", "--yes", "--skip-preview"]],
    ["pulumi up, power cut", { kind: "cut", number: 39 }, ["up", "--yes", "--skip-preview"]],
    [
      "pulumi destroy, power cut",
      { kind: "cut", number: 30 },
      ["destroy", "--yes", "--skip-preview"],
    ],
  ];
  const findings: Finding[] = [];
  for (const [index, [fault, order, command]] of cases.entries()) {
    const finding: Finding = { scenario: "through Pulumi", fault, tried: 1, survived: 0, lost: [] };
    const wrong: string[] = [];
    lab.set(["glance:extra", "glance-api.conf"], `[DEFAULT]\nworkers = ${index + 3}\n`);
    await host.order(order);
    const begun = Date.now();
    const broken = await run(lab, command, order.kind === "cut" ? () => host.powerCut() : null);
    const seconds = ((Date.now() - begun) / 1000).toFixed(0);
    if (broken.code === 0) wrong.push("pulumi did not notice");
    if (!broken.said.includes("glance-faults: struck")) wrong.push("nothing was struck");
    if (!broken.said.includes(host.name)) wrong.push("the error does not name the host");
    await host.forget();
    const again = await run(lab, command, null);
    if (again.code !== 0) wrong.push(`the same command again: ${again.said}`);
    else if (command[0] === "up") wrong.push(...(await host.silence())); // the proof has passed
    if (command[0] === "destroy" && original.things["unit haproxy-glance"] === "active") {
      const { things } = await host.picture();
      const left = Object.keys(things).filter((name) => /pulumi-glance|haproxy-glance/.test(name));
      const active = left.filter((name) => things[name] !== "inactive");
      wrong.push(...active.map((name) => `${name} is left`));
    }
    if (wrong.length === 0) finding.survived = 1;
    finding.lost.push(...wrong.map((line) => `${fault}: ${line}`));
    say(`${fault}: pulumi failed after ${seconds} s; again: ${wrong.join("; ") || "survived"}`);
    findings.push(finding);
  }
  return findings;
}

/** Runs pulumi; at the strike, does what the fault takes. */
function run(
  lab: TestLab,
  command: readonly string[],
  atStrike: (() => Promise<void>) | null,
): Promise<{ readonly code: number; readonly said: string }> {
  const child = lab.startPulumi(...command);
  let said = "";
  let waiting = atStrike;
  let done: Promise<void> = Promise.resolve();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data: Buffer) => {
      said += data.toString();
      if (waiting !== null && said.includes("glance-faults: struck")) {
        done = waiting();
        waiting = null;
      }
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      done.then(() => {
        resolve({ code: code ?? 1, said });
      }, reject);
    });
  });
}
