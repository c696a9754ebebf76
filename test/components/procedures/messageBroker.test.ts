import { secretly } from "../../support/mocks";
import * as assert from "node:assert/strict";
import { secretInput } from "../../../host/document/secretInput";
import { brokerReads, MessageBroker } from "../../../components/procedures/messageBroker";
import type { AnyRelease } from "../../../releases/history";
import { spoken, withAwkwardPasswords } from "../../support/procedure";
import { api, on, zed } from "../../support/target";

const args = {
  ...zed,
  host: "10.0.0.5",
  port: 5672,
  user: "glance",
  password: secretInput("p@ss"),
  virtualHost: "/",
};

const made = (changes: object = {}) =>
  spoken(() => new MessageBroker("broker", { ...args, ...changes }));

const url = secretly("rabbit://glance:p%40ss@10.0.0.5:5672/%2F");

describe("MessageBroker", () => {
  it("sets driver and URL, and drops every older name: oslo.messaging would use both", async () => {
    const part = await made();
    const rabbit = ["host", "port", "hosts", "userid", "password", "virtual_host"].map(
      (key) => `rabbit_${key}`,
    );
    assert.deepEqual(part.said("image"), {
      settings: {
        [api]: {
          oslo_messaging_notifications: { driver: "messagingv2" },
          DEFAULT: { transport_url: url },
        },
      },
      drops: {
        [api]: {
          DEFAULT: ["notification_driver", ...rabbit, "rpc_backend", "notification_transport_url"],
          oslo_messaging_rabbit: rabbit,
          oslo_messaging_notifications: ["transport_url"],
        },
      },
      checks: [{ kind: "broker", transportUrl: url, reads: brokerReads(zed) }],
      units: { "glance-api.service": [api] },
      secrets: [secretly("p@ss")],
    });
    assert.equal(part.said("compute"), undefined);
  });

  for (const release of ["kilo", "liberty"] as const) {
    it(`sets notification_driver beside the URL for ${release}`, async () => {
      const part = await made(on(release));
      assert.deepEqual(part.said("image")?.settings, {
        [api]: { DEFAULT: { notification_driver: "messagingv2", transport_url: url } },
      });
    });
  }

  it("sets the guide's own keys for Juno, and logs in with the same", async () => {
    const part = await made({
      ...on("juno"),
      virtualHost: "/glance",
      password: secretInput("pa$s"),
    });
    const [check] = part.said("image")?.checks as [unknown];
    assert.deepEqual(part.said("image"), {
      settings: {
        [api]: {
          DEFAULT: {
            notification_driver: "messaging",
            rabbit_host: "10.0.0.5",
            rabbit_port: "5672",
            rabbit_userid: "glance",
            rabbit_password: secretly("pa$$s"),
            rabbit_virtual_host: "/glance",
          },
        },
      },
      drops: {},
      checks: [check],
      units: { "glance-api.service": [api] },
      secrets: [secretly("pa$s")],
    });
    assert.deepEqual(check, {
      kind: "broker",
      transportUrl: secretly("rabbit://glance:pa%24s@10.0.0.5:5672/%2Fglance"),
      reads: brokerReads(on("juno")),
    });
  });

  it("has the host look up how Glance declares its queues, by the names that the release reads", () => {
    const keys = (release: AnyRelease) => brokerReads(on(release)).options;
    const rabbit = (key: string) => ({ section: "oslo_messaging_rabbit", key });
    const older = (key: string) => ({ section: "DEFAULT", key });
    assert.equal(brokerReads(zed).file, api);
    assert.deepEqual(keys("juno").durable, [
      older("amqp_durable_queues"),
      older("rabbit_durable_queues"),
    ]);
    assert.deepEqual(keys("rocky").durable?.[0], rabbit("amqp_durable_queues"));
    assert.deepEqual(keys("zed").durable, [rabbit("amqp_durable_queues")]);
    assert.equal(keys("xena").quorum, undefined);
    assert.deepEqual(keys("yoga").quorum, [rabbit("rabbit_quorum_queue")]);
    assert.deepEqual(keys("2025.1").topics, [
      { section: "oslo_messaging_notifications", key: "topics" },
      older("notification_topics"),
    ]);
  });

  it("writes any user, password and virtual host so that a URL's parser reads the same", async () => {
    const all = await withAwkwardPasswords(
      (name, awkward) =>
        new MessageBroker(name, {
          ...args,
          password: secretInput(awkward),
          user: awkward,
          virtualHost: awkward,
        }),
    );
    for (const [awkward, { checks }] of all) {
      const [check] = checks as [{ transportUrl: { value: string } }];
      const { value } = check.transportUrl;
      // A login with a slash goes to kombu whole, encoded once more.
      const whole = value.replace(/^kombu\+amqp:\/\/\/(.*)$/, (_, inner: string) => {
        return `rabbit://${decodeURIComponent(inner)}`;
      });
      const read = new URL(whole);
      assert.equal(decodeURIComponent(read.username), awkward);
      assert.equal(decodeURIComponent(read.password), awkward);
      assert.equal(decodeURIComponent(read.pathname.slice(1)), awkward);
      assert.equal(read.host, "10.0.0.5:5672");
    }
  });
});
