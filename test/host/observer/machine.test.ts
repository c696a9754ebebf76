import * as assert from "node:assert/strict";
import { otherMachine } from "../../../host/observer/machine";

const before = { host: "10.0.0.22", port: 22, hostKey: "ssh-ed25519 one" };

describe("The machine behind a host's name", () => {
  it("is the same while it keeps its address or its host key", () => {
    assert.equal(otherMachine("image2", before, before), undefined);
    assert.equal(otherMachine("image2", before, { ...before, host: "10.0.0.99" }), undefined);
    assert.equal(otherMachine("image2", before, { ...before, hostKey: "ssh-rsa two" }), undefined);
  });

  it("is not known to be another before it is known at all", () => {
    assert.equal(otherMachine("image2", undefined, before), undefined);
    assert.equal(otherMachine("image2", before, undefined), undefined);
  });

  it("is another one with neither, for which it says what to do", () => {
    const now = { host: "10.0.0.23", hostKey: "ssh-ed25519 two" };
    const text = otherMachine("image2", before, now) ?? "";
    assert.match(
      text,
      /^Host: hosts\.image2: it was 10\.0\.0\.22:22, and is 10\.0\.0\.23:22 with another host key/,
    );
    assert.match(
      text,
      /Give the new machine a name of its own in glance:hosts, and remove this one/,
    );
  });

  it("is another one behind another port of one address with another key", () => {
    const now = { ...before, port: 2222, hostKey: "ssh-ed25519 two" };
    assert.match(otherMachine("image2", before, now) ?? "", /is 10\.0\.0\.22:2222/);
  });
});
