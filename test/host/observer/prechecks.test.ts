import * as assert from "node:assert/strict";
import { specialSecretSig, specialSigKey, unknownValue } from "@pulumi/pulumi/runtime/rpc";
import { ObserverProvider } from "../../../host/observer/provider";
import { SshHost } from "../../conformance/sshHost";

const urn = "urn:pulumi:prod::glance::a$observer:index:Precheck::precheck";
const secret = (value: string) => ({ [specialSigKey]: specialSecretSig, value });

describe("The precheck", function () {
  this.timeout(20_000);
  const one = new SshHost();
  const other = new SshHost();
  const provider = new ObserverProvider();
  before(() => Promise.all([one.start(), other.start()]));
  after(() => Promise.all([one.stop(), other.stop()]));

  const problem = (what: string, awaits: string | null = null, command: string | null = null) => ({
    component: "DatabaseConnection",
    where: "database glance",
    what,
    hint: "Mend it",
    command,
    awaits,
  });
  const answering = (problems: readonly object[], user: object | null = null) =>
    `cat >/dev/null; printf '%s\\n' '${JSON.stringify({ format: 1, problems, user })}'`;
  const asked = (host: SshHost, command: string, document = "canary-document") => ({
    connection: host.connection,
    command,
    document: secret(document),
  });
  const news = (hosts: object) => ({
    hosts,
    generations: { image1: 0 },
    registrar: "image1",
    region: "RegionOne",
    user: "glance of domain Default",
    service: "glance",
    stores: { file: "/var/lib/glance/images" },
  });
  /** As the engine does: a check, and then a create with what it gave back. */
  const create = async (hosts: object) => {
    const { inputs } = await provider.check(urn, {}, news(hosts));
    return provider.create(urn, inputs);
  };

  it("asks each host with its document, and keeps neither documents nor logins", async () => {
    const { outs } = await create({
      image1: asked(one, answering([])),
      image2: asked(other, answering([])),
    });
    assert.equal(one.runs.at(-1)?.stdin, "canary-document");
    assert.equal(other.runs.at(-1)?.stdin, "canary-document");
    const kept = JSON.stringify(outs);
    assert.doesNotMatch(kept, /canary|PRIVATE|precheck/);
    const { hosts, asked: digest } = outs as Record<string, Record<string, unknown>>;
    assert.deepEqual(hosts, {
      image1: { address: `127.0.0.1:${one.port}`, hostKey: one.hostKey },
      image2: { address: `127.0.0.1:${other.port}`, hostKey: other.hostKey },
    });
    assert.equal(digest?.[specialSigKey], specialSecretSig);
  });

  it("fails with all that any host says, each once with the hosts that say it", async () => {
    const refused = create({
      image1: asked(one, answering([problem("it does not answer"), problem("only here")])),
      image2: asked(other, answering([problem("it does not answer")])),
    });
    await assert.rejects(refused, (error: Error) => {
      assert.equal(
        error.message,
        "not all hosts are ready for this change, so nothing was changed anywhere:\n" +
          "image1, image2: DatabaseConnection: database glance: it does not answer. Mend it.\n" +
          "image1: DatabaseConnection: database glance: only here. Mend it.",
      );
      return true;
    });
  });

  it("ends with the commands of each problem, bare and on lines of their own", async () => {
    const commands = "openstack project create services\npulumi up";
    const refused = create({
      image1: asked(one, answering([problem("it is missing", null, commands), problem("late")])),
    });
    await assert.rejects(refused, (error: Error) => {
      assert.deepEqual(error.message.split("\n").slice(1), [
        "image1: DatabaseConnection: database glance: it is missing. Mend it.",
        "openstack project create services",
        "pulumi up",
        "image1: DatabaseConnection: database glance: late. Mend it.",
      ]);
      return true;
    });
  });

  it("forgives a login of the user that is still to be made, and of no other", async () => {
    const registrar = asked(one, answering([], { name: "glance", ready: false }));
    const early = answering([problem("refused", "glance")]);
    await create({ image1: registrar, image2: asked(other, early) });
    const swift = answering([problem("refused", "swift")]);
    await assert.rejects(create({ image1: registrar, image2: asked(other, swift) }), /image2: /);
    const ready = asked(one, answering([], { name: "glance", ready: true }));
    await assert.rejects(create({ image1: ready, image2: asked(other, early) }), /image2: /);
  });

  for (const [what, command, says] of [
    [
      "does not run the program",
      "cat >/dev/null; echo 'image1: no such program' >&2; exit 2",
      /image1: no such program$/,
    ],
    [
      "ends with a command to run",
      "cat >/dev/null; printf 'image1: asking\\nimage1: lock: held. See it.\\nps -f 7\\n' >&2; exit 1",
      /anywhere:\nimage1: lock: held\. See it\.\nps -f 7$/,
    ],
    ["ends without a word", "cat >/dev/null; exit 3", /image1: it ends with exit code 3$/],
    [
      "answers something else",
      "cat >/dev/null; echo surprise",
      /image1: what it answers is not what/,
    ],
  ] as const) {
    it(`fails where a host ${what}`, async () => {
      await assert.rejects(create({ image1: asked(one, command) }), says);
    });
  }

  it("names a host that cannot be reached, and asks the others all the same", async () => {
    const before = other.runs.length;
    const gone = { ...asked(one, "true"), connection: { ...one.connection, port: 1 } };
    const refused = create({ image1: gone, image2: asked(other, answering([])) });
    await assert.rejects(refused, /image1: .*127\.0\.0\.1:1/s);
    assert.equal(other.runs.length, before + 1);
  });

  it("dials nobody where only files are written", async () => {
    const before = one.counts.connections;
    const { document: _, ...reach } = asked(one, "true");
    await create({ image1: reach });
    assert.equal(one.counts.connections, before);
  });

  it("is asked again when a document or a host's drift has changed, and only then", async () => {
    const { outs } = await create({ image1: asked(one, answering([])) });
    const again = async (hosts: object, generations = { image1: 0 }) => {
      const { inputs } = await provider.check(urn, outs, { ...news(hosts), generations });
      const { changes } = await provider.diff("precheck", urn, outs, inputs);
      const before = one.runs.length;
      if (changes === true) await provider.update("precheck", urn, outs, inputs);
      return one.runs.length - before;
    };
    assert.equal(await again({ image1: asked(one, answering([])) }), 0);
    assert.equal(await again({ image1: asked(one, answering([]), "another") }), 1);
    assert.equal(await again({ image1: asked(one, answering([])) }, { image1: 1 }), 1);
  });

  it("is unknown in a preview that does not know a document yet", async () => {
    const unknown = { ...asked(one, "true"), document: unknownValue };
    const { inputs } = await provider.check(urn, {}, news({ image1: unknown }));
    assert.equal(inputs.asked, unknownValue);
  });
});
