/**
 * The journey of a stack, from the first `up` to its destruction, the same on every release of
 * OpenStack. What became of each step is kept, for a table of releases.
 */
import assert from "node:assert/strict";
import { TestLab } from "../../lab/session";
import { Footprint } from "./footprint";
import { procedures } from "./procedures";

/** What became of one step. */
export interface Outcome {
  readonly step: string;
  readonly passed: boolean;
  readonly seconds: number;
}

/** A step: what must be true of the stack after it. */
export interface Step {
  readonly name: string;
  readonly run: (journey: Journey) => void | Promise<void>;
}

const imageHosts = ["image1", "image2"] as const;
const allHosts = ["controller", ...imageHosts, "compute1"] as const;

/** A lab of the journey's own, and what has become of the steps so far. */
export class Journey {
  readonly outcomes: Outcome[] = [];
  /** The hosts as they were before the first `up`. */
  readonly before: Footprint;
  /** The version of the package glance-api. */
  readonly version: string;

  private constructor(
    readonly lab: TestLab,
    readonly topology: string,
  ) {
    this.before = new Footprint(lab, allHosts);
    const rpm = "rpm -q --qf '%{VERSION}' openstack-glance";
    const version = `dpkg-query -W -f '\${Version}' glance-api 2>/dev/null || ${rpm}`;
    this.version = lab.on("image1", version);
  }

  /** Boots the lab of that name and looks at its hosts. */
  static begin(name: string, topology: string): Journey {
    const stack = topology === "classic" ? "classic" : "demo";
    return new Journey(TestLab.up(name, topology, stack), topology);
  }

  /** Takes a step and keeps what becomes of it. */
  async take({ name, run }: Step): Promise<void> {
    const begun = Date.now();
    let passed = false;
    try {
      await run(this);
      passed = true;
    } finally {
      this.outcomes.push({ step: name, passed, seconds: (Date.now() - begun) / 1000 });
    }
  }

  /** Whether a step has failed: those after it would say nothing. */
  get failed(): boolean {
    return this.outcomes.some(({ passed }) => !passed);
  }

  /** A line of the table of releases for each step. */
  lines(): string[] {
    const { release } = this.lab.inventory;
    return this.outcomes.map(({ step, passed, seconds }) => {
      const cells = [this.topology, release, this.version, step, passed ? "passed" : "FAILED"];
      return `| ${[...cells, seconds.toFixed(1)].join(" | ")} |`;
    });
  }
}

/** All steps, in their order. */
export const steps: readonly Step[] = [
  { name: "up: configured, and proven with images", run: comesUp },
  ...procedures.map(({ guide, title, shown }): Step => ({
    name: `${guide}: ${title}`,
    run: ({ lab }) => shown(lab),
  })),
  { name: "up again: no change", run: changesNothing },
  { name: "drift of one key: found and repaired", run: repairsDrift },
  { name: "change of one setting: only its service restarts", run: changesOneSetting },
  { name: "destroy: hosts and Keystone as before", run: goesAway },
];

function comesUp({ lab }: Journey): void {
  lab.pulumi("up", "--yes", "--skip-preview");
  const { passed, images } = lab.output("proof");
  assert.equal(passed, true);
  assert.deepEqual(images.map(({ uploadedThrough }) => uploadedThrough).sort(), [...imageHosts]);
}

function changesNothing({ lab }: Journey): void {
  assert.match(lab.pulumi("up", "--yes"), /Resources:\n +\d+ unchanged\n\nDuration/);
}

function repairsDrift({ lab }: Journey): void {
  const check = () => lab.tryPulumi("preview", "--refresh", "--expect-no-changes");
  const clean = check();
  assert.equal(clean.status, 0, clean.stdout + clean.stderr);
  const file = "/etc/glance/glance-api.conf";
  lab.on("image1", `sed -i 's|^(show_multiple_locations) = .*|\\1 = False|' -E ${file}`);
  const { status, stdout, stderr } = check();
  assert.notEqual(status, 0);
  assert.match(
    stdout + stderr,
    /image1 has drifted: glance-api\.conf \[DEFAULT\] show_multiple_locations: False, not True/,
  );
  lab.pulumi("up", "--refresh", "--yes", "--skip-preview");
  assert.equal(lab.output("proof").passed, true);
  const repaired = check();
  assert.equal(repaired.status, 0, repaired.stdout + repaired.stderr);
}

/** Units of a host, each with the id of its run. */
const runs =
  "systemctl show -p Id -p InvocationID 'glance-*' 'openstack-glance-*' haproxy-glance ssh";

function changesOneSetting({ lab }: Journey): void {
  const since = imageHosts.map((host) => lab.on(host, runs));
  lab.set(["glance:swift", "createContainer"], false);
  lab.pulumi("up", "--yes", "--skip-preview");
  const reports = lab.output("hosts");
  for (const [index, host] of imageHosts.entries()) {
    const [unit = "", ...others] = reports[host]?.restarted ?? [];
    assert.match(unit, /^(openstack-)?glance-api\.service$/);
    assert.deepEqual(others, []);
    assert.equal(reports[host]?.changes.length, 1, reports[host]?.changes.join("\n"));
    const former = since[index]?.split("\n\n") ?? [];
    const changed = lab
      .on(host, runs)
      .split("\n\n")
      .filter((unit) => !former.includes(unit));
    assert.equal(changed.length, 1, changed.join("\n"));
    assert.match(changed[0] ?? "", new RegExp(`^Id=${unit}$`, "m"));
  }
}

function goesAway({ lab, before }: Journey): void {
  lab.pulumi("destroy", "--yes", "--skip-preview");
  before.assertUnchanged();
  leavesNoRows(lab);
}

/** Fails where Keystone still has a user, service or endpoint of the Image service. */
export function leavesNoRows(lab: TestLab): void {
  const rows = lab.on(
    "controller",
    ". /root/keystonerc_admin; for kind in service endpoint user; do openstack $kind list -f value </dev/null; done",
  );
  assert.doesNotMatch(rows, /glance|image/);
}
