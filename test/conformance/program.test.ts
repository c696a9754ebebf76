import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Project, root } from "./project";

const source = `
import * as pulumi from "@pulumi/pulumi";
import { local } from "@pulumi/command";
import { RandomPassword } from "@pulumi/random";

enum Word { Made = "made" }

const provider: pulumi.dynamic.ResourceProvider = {
  create: (inputs: { text: string }) => Promise.resolve({ id: "id", outs: { text: inputs.text + "!" } }),
};
class Dynamic extends pulumi.dynamic.Resource {
  declare readonly text: pulumi.Output<string>;
  constructor(name: string, text: pulumi.Input<string>) {
    super(provider, name, { text });
  }
}

const password = new RandomPassword("password", { length: 16 });
const first = new local.Command("first", { create: "cat", stdin: password.result, logging: "none" });
const second = new local.Command("second", { create: "echo two" }, { dependsOn: first });
export const made: Word = Word.Made;
export const two = second.stdout;
export const dynamic = new Dynamic("dynamic", second.stdout).text;
`;

describe("a project of TypeScript that tsx runs", function () {
  const project = new Project("program");
  const folder = join(project.folder, "program");
  const pulumi = (...words: string[]) =>
    execFileSync("pulumi", [...words, "--non-interactive"], {
      cwd: folder,
      env: { ...process.env, ...project.environment },
      encoding: "utf8",
    });

  before(() => {
    mkdirSync(folder);
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    writeFileSync(join(folder, "index.ts"), source);
    writeFileSync(join(folder, "package.json"), '{ "name": "program", "main": "index.ts" }\n');
    writeFileSync(
      join(folder, "Pulumi.yaml"),
      'name: program\nruntime:\n  name: nodejs\n  options: { typescript: false, nodeargs: "--import tsx" }\n',
    );
    pulumi("stack", "init", "test");
  });
  after(() => {
    project.remove();
  });

  it("runs with typescript: false and nodeargs: --import tsx, dynamic resources included", () => {
    pulumi("up", "--yes", "--skip-preview");
    assert.deepEqual(JSON.parse(pulumi("stack", "output", "--json")), {
      made: "made",
      two: "two",
      dynamic: "two!",
    });
  });

  it("changes nothing the second time", () => {
    const started = performance.now();
    pulumi("up", "--yes", "--skip-preview", "--expect-no-changes");
    const seconds = (performance.now() - started) / 1000;
    console.log(`      no-change pulumi up: ${seconds.toFixed(1)} s`);
    assert.ok(seconds < 20, `it took ${seconds} s`);
  });
});
