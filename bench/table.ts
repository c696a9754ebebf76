/** What was measured, as a Markdown table. */

/** Seconds, by what was done. */
export interface Seconds {
  readonly first: number;
  readonly change: number;
  readonly again: number;
}

/** All that one run found. */
export interface Figures {
  readonly topology: string;
  readonly hosts: number;
  readonly machine: string;
  readonly tasks: number;
  readonly settings: number;
  readonly pulumi: Seconds;
  readonly ansible: Seconds;
  /** Seconds of the `pulumi preview` that shows the changed setting. */
  readonly preview: number;
  readonly floor: number;
  /** Logins that the `pulumi up` without a change made, over all hosts. */
  readonly logins: number;
  readonly stateBytes: number;
  readonly exportBytes: number;
}

/** The figures and their ratios. */
export function table(figures: Figures): string {
  const { pulumi, ansible, floor } = figures;
  const row = (name: string, ours: number, theirs: number, least: string) =>
    `| ${name} | ${ours.toFixed(1)} s | ${theirs.toFixed(1)} s | ${(theirs / ours).toFixed(1)} | ${least} |`;
  const each = (bytes: number) => `${(bytes / figures.hosts / 1000).toFixed(1)} KB`;
  return [
    `${figures.hosts} hosts of topology ${figures.topology}, ${figures.settings} settings and ` +
      `${figures.tasks} tasks a host in all; ${figures.machine}.`,
    "",
    "| | `pulumi up` | Ansible | Ansible ÷ Pulumi | ssh + `crudini --merge` |",
    "|-|-:|-:|-:|-:|",
    row("first", pulumi.first, ansible.first, `${floor.toFixed(1)} s`),
    row("one changed setting", pulumi.change, ansible.change, ""),
    row("no change", pulumi.again, ansible.again, ""),
    "",
    `\`pulumi preview\` of the changed setting, which \`up\` shows first unless told not to: ` +
      `${figures.preview.toFixed(1)} s. Logins by the \`pulumi up\` without a change: ${figures.logins}. State a host: ` +
      `${each(figures.stateBytes)} as a file, ${each(figures.exportBytes)} as exported.`,
    "",
  ].join("\n");
}
