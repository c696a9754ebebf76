import * as assert from "node:assert/strict";
import { departures } from "../../../host/observer/departures";
import type { Foundation } from "../../../host/observer/precheck";

const machine = (number: number) => ({
  address: `10.0.0.${number}:22`,
  hostKey: `ssh-ed25519 ${number}`,
});

const stack: Foundation = {
  hosts: { controller: machine(1), image1: machine(2), image2: machine(3) },
  registrar: "controller",
  region: "RegionOne",
  user: "glance of domain Default",
  service: "glance",
  stores: { file: "/var/lib/glance/images", swift: "project services in RegionOne" },
};

const said = (changes: Partial<Foundation>) => departures(stack, { ...stack, ...changes });

describe("What leaves a stack", () => {
  it("is nothing where nothing does, nor where something comes", () => {
    assert.deepEqual(said({}), []);
    assert.deepEqual(said({ hosts: { ...stack.hosts, image3: machine(4) } }), []);
    assert.deepEqual(said({ stores: { ...stack.stores, rbd: "pool images" } }), []);
  });

  it("is a host that is gone, which is undone", () => {
    const { image2: _, ...hosts } = stack.hosts;
    const [text = ""] = said({ hosts });
    assert.match(text, /^hosts\.image2 leaves the stack: .* gives it back what it had before$/);
  });

  for (const [what, renamed] of [
    ["address and host key", machine(3)],
    ["host key", { ...machine(3), address: "image2.example:22" }],
    ["address", { ...machine(3), hostKey: "ssh-ed25519 new" }],
  ] as const) {
    it(`is no host that has another name and the same ${what}`, () => {
      const { image2: _, ...others } = stack.hosts;
      const [text = "", ...more] = said({ hosts: { ...others, image3: renamed } });
      assert.deepEqual(more, []);
      assert.match(text, /^hosts\.image2 is hosts\.image3 now, .* undoes nothing on it$/);
    });
  }

  for (const [change, says] of [
    [{ region: "RegionTwo" }, /^region RegionOne becomes RegionTwo: .* find no Image service/],
    [{ user: "glance2 of domain Default" }, /^Keystone's user glance of domain Default becomes /],
    [{ service: "images" }, /^Keystone's service glance becomes images$/],
    [{ stores: { file: "/var/lib/glance/images" } }, /^store swift goes: nobody could read/],
    [
      { stores: { ...stack.stores, swift: "project other in RegionOne" } },
      /^store swift is at project other in RegionOne now, not at project services/,
    ],
  ] as const) {
    it(`is said of another ${Object.keys(change).join()}`, () => {
      const [text = "", ...more] = said(change);
      assert.deepEqual(more, []);
      assert.match(text, says);
    });
  }
});

describe("Who makes the records of Keystone", () => {
  const text = "hosts.image1 makes the Keystone records instead of hosts.controller: it takes";

  it("may become another machine, which is said, also where the former one leaves", () => {
    assert.ok(said({ registrar: "image1" })[0]?.startsWith(text));
    const { controller: _, ...hosts } = stack.hosts;
    assert.ok(said({ registrar: "image1", hosts }).some((each) => each.startsWith(text)));
  });

  it("is nobody else where the machine has another name, or is forgotten", () => {
    const { controller, ...others } = stack.hosts;
    assert.ok(controller !== undefined);
    const renamed = said({ registrar: "keystone", hosts: { ...others, keystone: controller } });
    assert.doesNotMatch(renamed.join(), /makes the Keystone records/);
    const now = { ...stack, registrar: "image1", hosts: others };
    assert.deepEqual(departures({ ...stack, hosts: others }, now), []);
  });
});
