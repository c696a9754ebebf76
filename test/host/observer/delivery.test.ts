import * as assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ObserverProvider } from "../../../host/observer/provider";
import { packProgram } from "../../../host/archive";
import { SshHost } from "../../conformance/sshHost";

const urn = "urn:pulumi:prod::glance::a$b$observer:index:Observation::image1-observation";

describe("The program on a host", function () {
  this.timeout(20_000);
  const host = new SshHost();
  const provider = new ObserverProvider();
  const { sha256, path } = packProgram(join(__dirname, "..", "..", ".."));
  let folder = "";
  before(() => host.start());
  after(() => host.stop());
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "glance-delivery-"))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const copy = () => ({ path: join(folder, "program.pyz"), sha256 });
  const inputs = (more: object = {}) => ({
    connection: host.connection,
    command: "observe",
    leave: `touch ${folder}/undone`,
    ledger: `test -e ${folder}/ledger`,
    copy: copy(),
    drift: {},
    ...more,
  });
  const there = () => readFileSync(copy().path);

  it("is put there whole, and sent no second time", async () => {
    await provider.create(urn, inputs());
    assert.ok(there().equals(readFileSync(path)));
    assert.ok(!existsSync(`${copy().path}.part`));
    const before = host.runs.length;
    await provider.create(urn, inputs());
    assert.equal(host.runs.length, before + 1);
  });

  it("is put there again for another connection, and where drift was found", async () => {
    const { outs } = await provider.create(urn, inputs());
    for (const [olds, news] of [
      [outs, inputs({ connection: { ...host.connection, user: "another" } })],
      [{ ...outs, drift: { image1: "cannot be observed: no such program" } }, inputs()],
    ] as const) {
      rmSync(copy().path);
      await provider.update("image1", urn, olds, news);
      assert.ok(there().equals(readFileSync(path)));
    }
    rmSync(copy().path);
    await provider.update("image1", urn, outs, inputs({ command: "another" }));
    assert.ok(!existsSync(copy().path));
  });

  it("is not sent where an administrator has installed it", async () => {
    const before = host.counts.connections;
    const { copy: _, ...others } = inputs();
    await provider.create(urn, others);
    assert.equal(host.counts.connections, before);
  });

  it("names the host that has no room for it, and leaves nothing of it there", async () => {
    const refused = provider.create(urn, inputs({ copy: { path: `${folder}/none/p`, sha256 } }));
    await assert.rejects(
      refused,
      /^Error: image1: .*none\/p: the program cannot be copied there: [^]*\. See that the disk has room/,
    );
  });

  it("is of the sources that pulumi began with", async () => {
    const refused = provider.create(urn, inputs({ copy: { ...copy(), sha256: "0".repeat(64) } }));
    await assert.rejects(
      refused,
      /host\/program has changed since pulumi began\. Run pulumi again\./,
    );
  });

  describe("when the host leaves the stack", () => {
    const remove = (more: object = {}) => provider.delete("image1", urn, inputs(more));

    it("is asked nothing where nothing of the stack is", async () => {
      await remove();
      assert.ok(!existsSync(join(folder, "undone")));
    });

    it("undoes what is there although Pulumi knows of no transaction", async () => {
      await provider.create(urn, inputs());
      await remove();
      assert.ok(existsSync(join(folder, "undone")));
    });

    it("comes back for that where only the ledger is", async () => {
      writeFileSync(join(folder, "ledger"), "");
      await remove({ leave: `test -e ${copy().path} && touch ${folder}/undone` });
      assert.ok(existsSync(join(folder, "undone")));
    });

    it("is left under one name after the other where the stack has it under two", async () => {
      await provider.create(urn, inputs());
      const there = `test -e ${copy().path}`;
      const leave = `${there} && sleep 0.3 && ${there} && rm ${copy().path}`;
      await Promise.all([remove({ leave }), provider.delete("image3", urn, inputs({ leave }))]);
    });

    it("is left by one name although it could not be by another", async () => {
      await provider.create(urn, inputs());
      const [failed, done] = await Promise.allSettled([
        remove({ leave: "sleep 0.3; exit 1" }),
        provider.delete("image3", urn, inputs()),
      ]);
      assert.deepEqual([failed.status, done.status], ["rejected", "fulfilled"]);
    });

    it("says what the host said where that fails", async () => {
      writeFileSync(join(folder, "ledger"), "");
      const refused = remove({ leave: "echo 'image1: the disk is full' >&2; exit 3" });
      await assert.rejects(
        refused,
        /what the stack did on image1 cannot be undone:\n.*disk is full/,
      );
    });

    it("is left to the former version where the state is one of that", async () => {
      const before = host.counts.connections;
      const old = { connection: host.connection, command: "observe", drift: {} };
      await provider.delete("image1", urn, old);
      assert.equal(host.counts.connections, before);
    });
  });
});
