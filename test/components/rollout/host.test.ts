import { decoded, only, registered, secretly, type Registered } from "../../support/mocks";
import * as assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { output } from "@pulumi/pulumi";
import { secretInput } from "../../../host/document/secretInput";
import { Host, type Change, type HostArgs } from "../../../components/rollout/host";
import { ContributionConflict } from "../../../host/document/conflict";
import { hostKey } from "../../support/configuration";
import { api, nova, zed } from "../../support/target";
import { emptyDocument } from "../../support/emptyDocument";

const args: HostArgs = {
  limits: { transactionSeconds: 1500, lockSeconds: 120 },
  installed: null,
  connection: { host: "10.0.0.11", user: "root", hostKey: hostKey(1) },
  user: "root",
  stack: "glance-test",
  program: { path: "host/.build/program-0.pyz", sha256: "0123" },
  platform: zed.platform,
};

const change: Change = {
  contributions: [
    {
      component: "One",
      contribution: {
        settings: {
          [api]: { s: { k: secretInput("canary-1") } },
          [nova]: { s: { k: "v" } },
        },
        secrets: [secretInput("canary-1")],
      },
    },
    { component: "Two", contribution: { packages: ["p"], secrets: [secretInput("canary-2")] } },
  ],
  after: [],
};

const made = (others: Partial<HostArgs> = {}, changes: Partial<Change> = {}) =>
  registered(() => {
    new Host("image1", { ...args, ...others }).transact({ ...change, ...changes });
  });

const command = (resources: readonly Registered[], name = "image1") =>
  only(resources, "command:remote:Command", name);

describe("Host", () => {
  it("sends one document, in secret, of all that its contributions say", async () => {
    const document = decoded(command(await made()).inputs.stdin);
    const signed = { value: "canary-1", component: "One", secret: true };
    assert.deepEqual(document, {
      ...emptyDocument,
      stack: "glance-test",
      host: "image1",
      program: "0123",
      packages: [
        { name: "crudini", component: "Host" },
        { name: "p", component: "Two" },
      ],
      settings: [
        {
          path: api,
          ownership: { owner: "root", group: "glance", mode: "0640" },
          set: { s: { k: signed } },
          drop: {},
        },
        {
          path: nova,
          ownership: { owner: "root", group: "root", mode: "0640" },
          set: { s: { k: { value: "v", component: "One" } } },
          drop: {},
        },
      ],
      secrets: ["canary-1", "canary-2"],
    });
  });

  it("needs no crudini where there is no ini file to edit", async () => {
    const contributions = change.contributions.slice(1);
    const { packages } = decoded(command(await made({}, { contributions })).inputs.stdin);
    assert.deepEqual(packages, [{ name: "p", component: "Two" }]);
  });

  it("runs commands that hold no secret, keeps stdout for the report and nothing of it back", async () => {
    const { stdin, connection, ...others } = command(await made()).inputs;
    assert.ok(stdin !== undefined && connection !== undefined);
    assert.deepEqual(others, {
      create: "python3 .pulumi-glance-glance-test.pyz --limit 1500 --lock-limit 120 apply",
      delete: others.delete,
      logging: "stderr",
      addPreviousOutputInEnv: false,
    });
    assert.match(String(others.delete), /undo glance-test image1/);
    assert.ok(!JSON.stringify(others).includes("canary"));
  });

  it("uses sudo for any user but root", async () => {
    const { inputs } = command(await made({ user: "ops" }));
    assert.match(String(inputs.create), /^sudo -n python3 /);
  });

  it("has the program put there first, over the same connection", async () => {
    const resources = await made();
    const observation = only(resources, "observer:index:Observation", "image1-observation");
    const copy = { path: ".pulumi-glance-glance-test.pyz", sha256: "0123" };
    assert.deepEqual(observation.inputs.copy, copy);
    const { host, hostKey: key } = observation.inputs.connection as Readonly<
      Record<string, string>
    >;
    assert.deepEqual([host, key], ["10.0.0.11", hostKey(1)]);
    assert.deepEqual(command(resources).dependsOn, ["image1-observation"]);
    assert.deepEqual(
      resources.map(({ name, parent }) => [name, parent]),
      [
        ["image1", ""],
        ["image1-observation", "image1"],
        ["image1", "image1"],
      ],
    );
  });

  it("puts no program where an administrator has installed one", async () => {
    const resources = await made({ installed: "/usr/local/libexec/pulumi-glance" });
    assert.ok(!("copy" in only(resources, "observer:index:Observation").inputs));
  });

  it("is undone under its name, also where Pulumi knows of no transaction", async () => {
    const { leave, ledger } = only(await made(), "observer:index:Observation").inputs;
    assert.match(String(leave), / leave glance-test image1$/);
    assert.equal(ledger, "test -e /var/lib/pulumi-glance/glance-test");
  });

  it("is asked with the very document that it then gets", async () => {
    let asked: unknown;
    const resources = await registered(() => {
      const host = new Host("image1", args);
      const { command, document } = host.asked(change.contributions);
      assert.match(command, / precheck$/);
      output(document).apply((text) => (asked = text));
      host.transact(change);
    });
    assert.deepEqual(command(resources).inputs.stdin, secretly(asked));
  });

  it("waits for what comes before it", async () => {
    const resources = await registered(() => {
      const first = new Host("image1", args);
      first.transact(change);
      new Host("image2", args).transact({ ...change, after: [first.done] });
    });
    assert.deepEqual([...command(resources, "image2").dependsOn].sort(), [
      "image1",
      "image2-observation",
    ]);
  });

  it("sends the same bytes for the same inputs, and has their sha256 for a digest", async () => {
    const digests: string[] = [];
    const listened = async () => {
      const resources = await registered(() => {
        const host = new Host("image1", args);
        host.transact(change);
        host.digest.apply((text) => digests.push(text));
      });
      return command(resources).inputs.stdin as { value: string };
    };
    const [one, other] = [await listened(), await listened()];
    assert.equal(one.value, other.value);
    const expected = createHash("sha256").update(one.value).digest("hex");
    assert.deepEqual(digests, [expected, expected]);
  });

  it("refuses components that contradict each other", async () => {
    const other = { component: "Two", contribution: { settings: { [nova]: { s: { k: "w" } } } } };
    await assert.rejects(made({}, { contributions: [...change.contributions, other] }), (error) => {
      assert.ok(error instanceof ContributionConflict);
      assert.equal(
        error.message,
        `One and Two: ${nova} [s] k: both set it, each to another value. Leave it to one of them.`,
      );
      return true;
    });
  });
});
