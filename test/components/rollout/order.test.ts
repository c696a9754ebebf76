import * as assert from "node:assert/strict";
import { rollout } from "../../../components/rollout/order";
import type { Role } from "../../../settings/schema";
import { hostKey } from "../../support/configuration";

const hosts = (roles: Readonly<Record<string, readonly Role[]>>) =>
  Object.fromEntries(
    Object.entries(roles).map(([name, of]) => [
      name,
      { address: name, port: 22, hostKey: hostKey(1), roles: [...of] },
    ]),
  );

describe("rollout", () => {
  it("goes from the records to one image host, to the others, to those that only compute", () => {
    const order = rollout(
      hosts({
        compute1: ["compute"],
        image1: ["image"],
        both: ["image", "compute"],
        controller: ["identity"],
        compute2: ["compute"],
      }),
    );
    assert.deepEqual(order, {
      registrar: "controller",
      leader: "image1",
      stages: [["controller"], ["image1"], ["both"], ["compute1", "compute2"]],
    });
  });

  it("lets the first image host make the records where none has the role identity", () => {
    const order = rollout(hosts({ image1: ["image"], image2: ["image"] }));
    assert.deepEqual(order, {
      registrar: "image1",
      leader: "image1",
      stages: [["image1"], ["image2"]],
    });
  });

  it("begins with the image host that makes the records, not with the first one named", () => {
    const order = rollout(hosts({ image1: ["image"], image2: ["identity", "image"] }));
    assert.deepEqual(order, {
      registrar: "image2",
      leader: "image2",
      stages: [["image2"], ["image1"]],
    });
  });

  it("names each host once, whatever its roles", () => {
    const all: Role[] = ["image", "compute", "identity"];
    assert.deepEqual(rollout(hosts({ one: all })).stages, [["one"]]);
    const { stages } = rollout(hosts({ keystone: ["identity", "compute"], one: ["image"] }));
    assert.deepEqual(stages, [["keystone"], ["one"]]);
  });

  it("keeps its leader when a host is added after it", () => {
    const before = rollout(hosts({ image1: ["image"], image2: ["image"] }));
    const after = rollout(hosts({ image1: ["image"], image10: ["image"], image2: ["image"] }));
    assert.equal(after.leader, before.leader);
  });

  it("refuses hosts of which none has the role image", () => {
    assert.throws(() => rollout(hosts({ controller: ["identity"] })), /needs a host of the role/);
  });
});
