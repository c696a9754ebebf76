import * as assert from "node:assert/strict";
import { ObserverProvider } from "../../../host/observer/provider";
import { newKeyPair } from "../../../lab/keyPair";
import { SshHost } from "../../conformance/sshHost";

const provider = new ObserverProvider();
const urn = "urn:pulumi:prod::glance::a$b$observer:index:Observation::image1-observation";

describe("The observer", () => {
  const inputs = { connection: { host: "10.0.0.11" }, command: "observe", stdin: "{}", drift: {} };
  const drifted = { ...inputs, drift: { "glance-api.conf [DEFAULT] workers": "7, not 2" } };

  it("names an observation after its host and begins at generation 0, without dialling", async () => {
    const { id, outs } = await provider.create(urn, inputs);
    assert.equal(id, "image1");
    assert.deepEqual(outs, { ...inputs, generation: 0 });
  });

  it("sees no change where nothing drifted and nothing is asked differently", async () => {
    const { changes } = await provider.diff("image1", urn, { ...inputs, generation: 3 }, inputs);
    assert.equal(changes, false);
  });

  for (const [what, olds, news] of [
    ["drift that a refresh found", drifted, inputs],
    ["another connection", inputs, { ...inputs, connection: { host: "10.0.0.12" } }],
    ["another command", inputs, { ...inputs, command: "sudo -n observe" }],
  ] as const) {
    it(`sees a change in ${what}`, async () => {
      const { changes } = await provider.diff("image1", urn, { ...olds, generation: 3 }, news);
      assert.equal(changes, true);
    });
  }

  it("raises the generation for drift, and for nothing else", async () => {
    const repaired = await provider.update("image1", urn, { ...drifted, generation: 3 }, inputs);
    assert.deepEqual(repaired.outs, { ...inputs, generation: 4 });
    const moved = { ...inputs, connection: { host: "10.0.0.12" } };
    const redirected = await provider.update("image1", urn, { ...inputs, generation: 3 }, moved);
    assert.deepEqual(redirected.outs, { ...moved, generation: 3 });
  });

  describe("reading over SSH", function () {
    const host = new SshHost();
    before(() => host.start());
    after(() => host.stop());

    const read = async (command: string, connection: object = {}) => {
      const props = {
        connection: { ...host.connection, ...connection },
        command,
        stdin: '{"password":"canary"}',
        drift: {},
        generation: 2,
      };
      const { props: found, inputs: wanted } = await provider.read("image1", urn, props);
      assert.equal(found.generation, 2);
      assert.deepEqual(wanted.drift, found.drift);
      assert.ok(!("generation" in wanted));
      return found.drift as Record<string, string>;
    };

    it("gives out what the host says has drifted", async () => {
      const said = { format: 1, drift: { "unit glance-api.service": "not running" } };
      assert.deepEqual(await read(`echo '${JSON.stringify(said)}'`), said.drift);
    });

    it("hands the secret over on stdin only", async () => {
      const answer = `{"format":1,"drift":{"stdin":"'"$(wc -c | tr -d ' ')"'"}}`;
      const drift = await read(`printf '%s' '${answer}'`);
      assert.deepEqual(drift, { stdin: "21" });
    });

    for (const [what, command, connection, message] of [
      ["fails", "echo 'no such program' >&2; exit 2", {}, /no such program$/],
      ["says what is no observation", "echo surprise", {}, /no observation/],
      [
        "is not reached",
        "true",
        { port: 1 },
        /127\.0\.0\.1:1 refuses the connection\. See that sshd/,
      ],
      [
        "refuses the login",
        "true",
        { privateKey: newKeyPair("another").private },
        /refuses the login/,
      ],
      [
        "has another host key",
        "true",
        { hostKey: newKeyPair("another").public },
        /another host key/,
      ],
    ] as const) {
      it(`makes a host that ${what} the finding itself`, async () => {
        const { image1 = "" } = await read(command, connection);
        assert.match(image1, /^cannot be observed: /);
        assert.match(image1, message);
        assert.ok(!image1.includes("canary"));
      });
    }
  });
});
