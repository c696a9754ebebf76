import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { Checkout } from "./checkout";

const project = join(__dirname, "..", "..");

interface Workflow {
  readonly on: unknown;
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

describe("The preview workflow", () => {
  const text = readFileSync(join(project, ".github", "workflows", "preview.yml"), "utf8");
  const workflow = parse(text) as Workflow;
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  it("runs with a fork's own rights, and may only read and comment", () => {
    assert.equal(workflow.on, "pull_request");
    assert.deepEqual(workflow.permissions, { contents: "read", "pull-requests": "write" });
  });

  it("pins official actions by commit, with the version beside it", () => {
    const used = text.split("\n").filter((line) => line.includes("uses:"));
    assert.equal(used.length, 3);
    for (const line of used) {
      assert.match(line, /uses: (actions|pulumi)\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  it("calls nothing but npm and scripts of this repository", () => {
    const commands = steps.flatMap(({ run }) => (run === undefined ? [] : [run.trim()]));
    assert.equal(commands[0], "npm ci --ignore-scripts");
    for (const command of commands.slice(1)) {
      const [script = ""] = command.split(" ");
      assert.ok(existsSync(join(project, script)), `${script} is no script of this repository`);
      assert.ok(!command.includes("${{"), `${command}: an expression could hold a command`);
    }
  });
});

describe("ci/comment", function () {
  let checkout: Checkout;

  beforeEach(() => {
    checkout = new Checkout();
    const comment = "<!-- pulumi-glance preview -->\nnew text\n";
    writeFileSync(join(checkout.directory, "preview.md"), comment);
  });

  afterEach(() => {
    checkout.remove();
  });

  /** What was asked of GitHub, when it has these comments of ours. */
  async function asked(earlier: string): Promise<string> {
    const log = join(checkout.directory, "asked");
    checkout.standIn("gh", `echo "$*" >>"${log}"; case $* in *--jq*) printf '${earlier}';; esac`);
    await checkout.must("ci/comment", ["12", "preview.md"], { GH_REPO: "an/example" });
    return readFileSync(log, "utf8").trimEnd().split("\n").at(-1) ?? "";
  }

  it("makes the first comment", async () => {
    assert.equal(
      await asked(""),
      "api --method POST repos/an/example/issues/12/comments --field body=@preview.md --silent",
    );
  });

  it("changes the comment that is there", async () => {
    assert.equal(
      await asked("345\\n678\\n"),
      "api --method PATCH repos/an/example/issues/comments/345 --field body=@preview.md --silent",
    );
  });
});
