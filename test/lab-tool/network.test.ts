import { strict as assert } from "node:assert";
import { describe, it } from "mocha";
import { allocate, bridgeOf, type Kernel } from "../../lab/nspawn/network";

/** A machine that has these bridges and routes. */
function machine(bridges: readonly string[], routes: readonly string[] = []): Kernel {
  const taken = new Set(bridges);
  return {
    makeBridge: (bridge) => !taken.has(bridge) && taken.add(bridge).has(bridge),
    isRouted: (network) => routes.includes(network),
  };
}

describe("a lab's network", () => {
  it("is the first /24 on an idle machine", () => {
    const network = allocate("10.77", machine([]));
    assert.deepEqual(network, { bridge: "gl10-77-1", prefix: "10.77.1" });
  });

  it("is never one that another lab has", () => {
    const kernel = machine([]);
    const prefixes = [1, 2, 3].map(() => allocate("10.77", kernel).prefix);
    assert.deepEqual(prefixes, ["10.77.1", "10.77.2", "10.77.3"]);
  });

  it("fills the gap that a lab left", () => {
    assert.equal(allocate("10.77", machine(["gl10-77-1", "gl10-77-3"])).prefix, "10.77.2");
  });

  it("is never one that the machine reaches by another way", () => {
    assert.equal(allocate("10.77", machine([], ["10.77.1.0/24"])).prefix, "10.77.2");
  });

  it("says so when all are taken", () => {
    const all = Array.from({ length: 254 }, (_, index) => bridgeOf(`10.77.${index + 1}`));
    assert.throws(() => allocate("10.77", machine(all)), /no \/24 of 10\.77\.0\.0\/16 is free/);
  });

  it("has a bridge whose name the kernel takes", () => {
    assert.ok(bridgeOf("255.255.254").length <= 15);
  });
});
