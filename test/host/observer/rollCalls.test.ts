import * as assert from "node:assert/strict";
import { ObserverProvider } from "../../../host/observer/provider";
import { SshHost } from "../../conformance/sshHost";

const urn = "urn:pulumi:prod::glance::a$observer:index:RollCall::rollcall";
const observation = (host: string) =>
  `urn:pulumi:prod::glance::a$b$observer:index:Observation::${host}-observation`;

describe("The roll call", function () {
  this.timeout(20_000);
  const host = new SshHost();
  let provider = new ObserverProvider();
  before(() => host.start());
  after(() => host.stop());
  beforeEach(() => (provider = new ObserverProvider()));

  /** As the engine does for each host: a check, with what the state has of it. */
  const checked = async (name: string, drift: object, isInState = true) => {
    const answer = JSON.stringify({ format: 1, drift });
    const news = { connection: host.connection, command: `echo '${answer}'`, drift: {} };
    await provider.check(observation(name), isInState ? news : {}, news);
  };
  const bare = { transaction: "nothing is configured here by this stack" };
  const missing =
    /image1: nothing is configured here by this stack\n.*To have the stack:\npulumi up --refresh\nTo be rid of it:\npulumi destroy$/s;

  it("contacts nobody where the state has no hosts yet", async () => {
    const before = host.counts.connections;
    await checked("image1", bare, false);
    const { id } = await provider.create(urn, { hosts: ["image1"] });
    assert.equal(id, "rollcall");
    assert.equal(host.counts.connections, before);
  });

  it("fails for a host that the state has and that is bare, with what to do", async () => {
    await checked("image1", bare);
    await checked("image2", {});
    await assert.rejects(provider.create(urn, { hosts: ["image1", "image2"] }), (error: Error) => {
      assert.match(error.message, missing);
      assert.doesNotMatch(error.message, /image2/);
      return true;
    });
  });

  it("lets pass what somebody has changed by hand: a refresh tells of it", async () => {
    await checked("image1", { "glance-api.conf [DEFAULT] workers": "7, not 2" });
    await provider.create(urn, { hosts: ["image1"] });
  });

  it("fails for a host that cannot be asked", async () => {
    const connection = { ...host.connection, port: 1 };
    const news = { connection, command: "observe", drift: {} };
    await provider.check(observation("image1"), news, news);
    await assert.rejects(provider.create(urn, { hosts: ["image1"] }), /image1: cannot be observed/);
  });

  it("asks a host that was about to leave and is wanted again, and no other", async () => {
    await checked("image1", bare);
    await checked("image2", bare);
    await provider.update("rollcall", urn, { hosts: ["image1", "image2"] }, { hosts: ["image2"] });
    await assert.rejects(
      provider.update("rollcall", urn, { hosts: ["image2"] }, { hosts: ["image1", "image2"] }),
      missing,
    );
  });

  it("is made again for other hosts only", async () => {
    const { changes } = await provider.diff("rollcall", urn, { hosts: ["a"] }, { hosts: ["a"] });
    assert.equal(changes, false);
    const more = await provider.diff("rollcall", urn, { hosts: ["a"] }, { hosts: ["a", "b"] });
    assert.equal(more.changes, true);
  });
});
