import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { local, remote } from "@pulumi/command";
import { output, secret } from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random";
import { count, Project, type Outcome } from "./project";
import { SshHost } from "./sshHost";

const password = "pass-of-the-secret-stdin";

describe("command:remote:Command, from create to delete", function () {
  const host = new SshHost({ acceptEnv: /^(LC_|PULUMI_COMMAND_)/ });
  const bastion = new SshHost();
  const project = new Project("commands");
  const read = (name: string) => readFileSync(join(host.folder, name), "utf8");

  /** The program of all steps below, with what one step changes. */
  const program =
    (changes: { text?: string; trigger?: string; update?: string; dialErrorLimit?: number }) =>
    () => {
      const plain = new remote.Command("plain", {
        connection: host.connection,
        create: "echo created; cat >got-create; echo warned >&2",
        update:
          changes.update ??
          "cat >got-update; printf '%s' \"$PULUMI_COMMAND_STDOUT\" >previous; echo updated",
        delete: "cat >got-delete",
        stdin: secret(`${password} ${changes.text ?? "one"}`),
        logging: "none",
      });
      const triggered = new remote.Command("triggered", {
        connection: host.connection,
        create: "echo new >>order",
        delete: "echo old >>order",
        triggers: [changes.trigger ?? "1"],
      });
      const proxied = new remote.Command("proxied", {
        connection: { ...host.connection, proxy: { ...bastion.connection, user: "jumper" } },
        create: "printf 'behind\\n\\n'",
      });
      const variable = new remote.Command("variable", {
        connection: { ...host.connection, dialErrorLimit: changes.dialErrorLimit ?? 10 },
        create: 'printf %s "$LC_WORD"',
        environment: { LC_WORD: "accepted" },
        addPreviousOutputInEnv: false,
      });
      const idle = new remote.Command("idle", { connection: host.connection, delete: "true" });
      const here = new local.Command("here", {
        create: 'cat; printf %s "$WORD"; pwd',
        stdin: "in ",
        dir: host.folder,
        environment: { WORD: "env " },
        logging: "stdout",
      });
      const random = new RandomPassword("random", { length: 12 });
      new local.Command("unknown", { create: "cat", stdin: random.result, logging: "none" });
      return Promise.resolve({
        plain: plain.stdout,
        warned: plain.stderr,
        triggered: triggered.id,
        proxied: proxied.stdout,
        variable: variable.stdout,
        idle: output(idle.stdout).apply((text) => `[${text}]`),
        here: here.stdout,
        stdin: plain.stdin,
      });
    };

  let first: Outcome;
  before(async () => {
    await host.start();
    await bastion.start();
    const preview = await project.preview(program({}));
    assert.equal(preview.steps.create, 9);
    assert.equal(host.counts.connections, 0, "a preview dialled the host");
    first = await project.up(program({}));
  });
  after(async () => {
    project.remove();
    await host.stop();
    await bastion.stop();
  });

  it("runs the create command as the user, with stdin, and keeps both streams", () => {
    assert.equal(first.outputs.plain?.value, "created");
    assert.equal(first.outputs.warned?.value, "warned");
    assert.equal(read("got-create"), `${password} one`);
    assert.equal(host.having("got-create")[0]?.user, "tester");
  });

  it("takes one newline off the end of an output, and no more", () => {
    assert.equal(first.outputs.proxied?.value, "behind\n");
  });

  it("goes through the bastion that proxy names, with the bastion's own user and keys", () => {
    assert.equal(bastion.counts.logins, 1);
    assert.equal(bastion.counts.tunnels, 1);
    assert.equal(bastion.runs.length, 0);
  });

  it("sets the variables of environment where the host accepts them", () => {
    assert.equal(first.outputs.variable?.value, "accepted");
  });

  it("runs nothing when there is no create command", () => {
    assert.equal(first.outputs.idle?.value, "[]");
    assert.equal(host.having("true").length, 0);
  });

  it("runs a local command in its folder, with stdin and environment", () => {
    assert.equal(first.outputs.here?.value, `in env ${host.folder}`);
  });

  it("masks secrets in what it prints and encrypts them in the state", () => {
    assert.equal(first.outputs.stdin?.secret, true);
    const state = project.stateText();
    assert.match(state, /ciphertext/);
    for (const [what, text] of Object.entries({ state, output: first.text })) {
      assert.ok(!text.includes(password), `stdin stands in the ${what}`);
      assert.ok(!text.includes("PRIVATE KEY"), `the private key stands in the ${what}`);
    }
  });

  it("does nothing the second time, and does not connect", async () => {
    const before = host.counts.connections;
    const { summary } = await project.up(program({}));
    assert.equal(count(summary, "same"), 9);
    assert.equal(host.counts.connections, before);
  });

  it("echoes the state on refresh, and does not connect", async () => {
    const before = host.counts.connections;
    const summary = await project.refresh();
    assert.equal(count(summary, "same"), 9);
    assert.equal(host.counts.connections, before);
  });

  it("updates in place for a changed stdin or connection, and replaces for a changed trigger", async () => {
    const changes = { text: "two", trigger: "2", dialErrorLimit: 3 };
    const preview = await project.preview(program(changes));
    assert.equal(preview.steps.update, 2);
    assert.equal(preview.steps.replace, 1);
    assert.ok(!preview.text.includes(password), "a secret stands in the preview");

    const { summary, outputs } = await project.up(program(changes));
    assert.equal(count(summary, "update"), 2);
    assert.equal(count(summary, "replace"), 1);
    assert.equal(outputs.plain?.value, "updated");
    assert.equal(read("got-update"), `${password} two`);
    assert.equal(host.having("LC_WORD").length, 2, "create did not run again for want of update");
    assert.notEqual(outputs.triggered?.value, first.outputs.triggered?.value);
  });

  it("gives an update the earlier output in the environment, unless told not to", () => {
    assert.equal(read("previous"), "created");
    assert.equal(host.having("LC_WORD")[1]?.environment.PULUMI_COMMAND_STDOUT, undefined);
  });

  it("creates the new one before it deletes the old one", () => {
    assert.equal(read("order"), "new\nnew\nold\n");
  });

  it("keeps the old state when an update fails, so that the next up runs it again", async () => {
    const broken = { text: "three", trigger: "2", dialErrorLimit: 3, update: "echo half; exit 9" };
    const text = await project.failingUp(program(broken));
    assert.match(text, /Process exited with status 9: running "echo half; exit 9":\s+half/);
    const repaired = { text: "three", trigger: "2", dialErrorLimit: 3 };
    const { summary } = await project.up(program(repaired));
    assert.equal(count(summary, "update"), 1);
    assert.equal(read("got-update"), `${password} three`);
    assert.equal(read("previous"), "updated");
  });

  it("gives the delete command stdin, too", async () => {
    await project.destroy();
    assert.equal(read("got-delete"), `${password} three`);
    assert.equal(read("order"), "new\nnew\nold\nold\n");
    assert.deepEqual(project.resourceNames(), []);
  });
});
