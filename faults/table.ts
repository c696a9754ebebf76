/** The table that the suite prints, in Markdown. */
import type { Finding } from "./finding";

/** A line a scenario and fault; then what was lost, or that nothing was. */
export function table(findings: readonly Finding[]): string {
  const sum = (of: (finding: Finding) => number) =>
    findings.reduce((all, each) => all + of(each), 0);
  const row = (name: string, fault: string, ...numbers: readonly number[]) =>
    `| ${name} | ${fault} | ${numbers.join(" | ")} |`;
  const lost = findings.flatMap((finding) => finding.lost);
  return [
    "| scenario | fault | tried | survived | lost |",
    "| --- | --- | --: | --: | --: |",
    ...findings.map(({ scenario, fault, tried, survived, lost: each }) =>
      row(scenario, fault, tried, survived, each.length),
    ),
    row(
      "all",
      "",
      sum(({ tried }) => tried),
      sum(({ survived }) => survived),
      lost.length,
    ),
    "",
    ...(lost.length === 0 ? ["Nothing was lost."] : lost.map((line) => `- LOST: ${line}`)),
    "",
  ].join("\n");
}
