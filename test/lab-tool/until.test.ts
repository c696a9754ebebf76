import assert from "node:assert/strict";
import { until } from "../../lab/until";

describe("Waiting", () => {
  it("ends with the first look that holds", async () => {
    let looks = 0;
    await until("three looks", () => ++looks === 3 || `${looks}`, { every: 1 });
    assert.equal(looks, 3);
  });

  it("says what it waited for and what it saw last", async () => {
    const never = until("the moon", () => Promise.resolve("clouds"), { seconds: 0.02, every: 1 });
    await assert.rejects(never, /^Error: waited 0\.02 s for the moon; last seen: clouds$/);
  });

  it("looks once more after the whole of its time, however long this process was away", async () => {
    let looks = 0;
    const busy = () => {
      const end = performance.now() + 30;
      while (looks === 0 && performance.now() < end); // longer than the bound
      return ++looks === 2 || "not yet";
    };
    await until("the second look", busy, { seconds: 0.02, every: 1 });
  });

  it("ends with a look that throws", async () => {
    const dead = () => {
      throw new Error("it has ended");
    };
    await assert.rejects(until("it", dead), /^Error: it has ended$/);
  });
});
