import assert from "node:assert/strict";
import fc from "fast-check";
import type { Picture } from "../../faults/picture";
import type { Cloud } from "../../faults/sequences/cloud";
import { lightBase } from "../../faults/sequences/lightBase";
import { Add, Move, Remove, Rename } from "../../faults/sequences/editing";
import { Reference } from "../../faults/sequences/reference";
import { secretsIn, type Outcome, type Stack } from "../../faults/sequences/stack";
import { nameOf, type Wanted } from "../../faults/sequences/wanted";
import { model, Violation, World } from "../../faults/sequences/world";

const machines = ["machine1", "machine2", "machine3"];
const wanted: Wanted = {
  hosts: { image1: "machine1", image2: "machine2" },
  region: "RegionOne",
  swift: true,
  limit: 2,
};
const outcome: Outcome = { code: 0, said: "what pulumi said", struck: false };
const settings = "/etc/glance/glance-api.conf";

/** Machines that are whatever a test says; what a fresh one becomes is "new" in two files. */
async function world(
  now: Record<string, Record<string, string>>,
  stack: Partial<Stack> | null = null,
): Promise<World> {
  const picture = (things: Record<string, string> = {}): Picture => ({ things, starts: 0 });
  const untouched = { [settings]: "old", "/etc/glance/other.conf": "old" };
  let begun = false;
  const cloud: Cloud = {
    base: lightBase,
    machines,
    witnesses: [],
    hasReference: stack === null,
    agentSocket: "",
    target: () => ({ address: "", port: 22, hostKey: "", roles: ["image"] }),
    picture: (machine) => Promise.resolve(picture(begun ? now[machine] : untouched)),
    ...{
      strike: nothing,
      forget: nothing,
      hasStruck: () => Promise.resolve(false),
      quiet: nothing,
      byHand: nothing,
      stop: nothing,
    },
  };
  const reference = new Reference(() => Promise.reject(new Error("not asked")));
  reference.of = () =>
    Promise.resolve(
      new Map([["image", picture({ [settings]: "new", "/etc/glance/other.conf": "new" })]]),
    );
  const made = new World(cloud, stack as Stack, reference, false);
  await made.begin();
  begun = true;
  return made;
}

const nothing = () => Promise.resolve();
const old = { [settings]: "old", "/etc/glance/other.conf": "old" };
const fresh = { [settings]: "new", "/etc/glance/other.conf": "new" };
const mixed = { [settings]: "new", "/etc/glance/other.conf": "old" };
const half = { [settings]: "half", "/etc/glance/other.conf": "old" };

/** What the pictures were before a run, for all machines. */
const all = (things: Record<string, string>) =>
  new Map(machines.map((machine) => [machine, { things, starts: 0 }]));

describe("The model of a stack's machines", () => {
  it("holds where each host is as a fresh one, and each other machine as before", async () => {
    const made = await world({ machine1: fresh, machine2: fresh, machine3: old });
    await made.holdsExactly(wanted, outcome);
  });

  it("finds a host that the stack names and that was not set up", async () => {
    const made = await world({ machine1: fresh, machine2: old, machine3: old });
    await assert.rejects(
      made.holdsExactly(wanted, outcome),
      /machine2, host image2: .*glance-api\.conf is old, not new/,
    );
  });

  it("finds a machine that the stack does not name and that is still set up", async () => {
    const made = await world({ machine1: fresh, machine2: fresh, machine3: fresh });
    await assert.rejects(
      made.holdsExactly(wanted, outcome),
      /machine3, which the stack does not name: .*is new, not old/,
    );
  });

  it("takes the old and the new machine after a failure, and none between", async () => {
    const either = await world({ machine1: fresh, machine2: old, machine3: old });
    await either.holdsEither(all(old), wanted, outcome, null);
    const between = await world({ machine1: mixed, machine2: old, machine3: old });
    await assert.rejects(
      between.holdsEither(all(old), wanted, outcome, null),
      /machine1 is neither old nor new/,
    );
  });

  it("takes a copied program for no part of a transaction that did not begin", async () => {
    const copied = { ...old, "home/.pulumi-glance-glance-sequences.pyz": "there" };
    const made = await world({ machine1: old, machine2: copied, machine3: old });
    await made.holdsEither(all(old), wanted, outcome, null);
    await assert.rejects(made.holdsExactly(null, outcome), /machine2, .*pyz is there, not missing/);
  });

  it("takes files old and new where the program was killed, and no half file", async () => {
    const killed = await world({ machine1: mixed, machine2: old, machine3: old });
    await killed.holdsEither(all(old), wanted, outcome, "machine1");
    const torn = await world({ machine1: half, machine2: old, machine3: old });
    await assert.rejects(
      torn.holdsEither(all(old), wanted, outcome, "machine1"),
      /machine1: .*glance-api\.conf is half written/,
    );
  });

  it("still holds a killed machine to that when a later run fails elsewhere", async () => {
    const now: Record<string, Record<string, string>> = {
      ...{ machine1: mixed, machine2: old, machine3: old },
    };
    const made = await world(now);
    await made.holdsEither(all(old), wanted, outcome, "machine1");
    await made.holdsEither(
      new Map(all(old)).set("machine1", all(mixed).get("machine1") as Picture),
      wanted,
      outcome,
      null,
    );
    now.machine1 = half;
    await assert.rejects(made.holdsEither(all(mixed), wanted, outcome, null), /half written/);
  });

  it("asks the stack itself for drift where nothing says what a host becomes", async () => {
    let code = 0;
    const said = "image1 has drifted";
    const stack = { pulumi: () => Promise.resolve({ code, said, struck: false }) };
    const made = await world({ machine1: mixed, machine2: mixed, machine3: old }, stack);
    await made.holdsExactly(wanted, outcome);
    code = 1;
    await assert.rejects(made.holdsExactly(wanted, outcome), /--refresh .*: *\nimage1 has drifted/);
    await made.holdsEither(all(old), wanted, outcome, null);
    await assert.rejects(made.holdsExactly(null, outcome), /machine1, which the stack/);
  });

  it("lets a refused run change nothing", async () => {
    const made = await world({ machine1: old, machine2: fresh, machine3: old });
    await assert.rejects(made.holdsStill(all(old), outcome), /machine2 was changed/);
  });

  it("says what was done, and what pulumi said", async () => {
    const made = await world({ machine1: old, machine2: old, machine3: old });
    made.note("pulumi up");
    await assert.rejects(
      made.holdsExactly(wanted, outcome),
      (error) =>
        error instanceof Violation &&
        error.message.includes("What was done:\n  pulumi up\n") &&
        error.message.includes(outcome.said),
    );
  });

  it("finds a secret of the stack in an output", async () => {
    const made = await world({});
    const leak = { ...outcome, said: "the password is canary-of-the-database" };
    assert.deepEqual(secretsIn(lightBase, leak.said), ["database.password"]);
    assert.throws(() => {
      made.keepsSecrets(leak);
    }, /holds the secret database\.password/);
    made.keepsSecrets(outcome);
  });
});

describe("Changes of a stack's hosts", () => {
  const number = fc.nat({ max: 3 });
  const edit = fc.oneof(
    number.map((n) => new Rename(machines, n)),
    number.map((n) => new Remove(machines, n)),
    number.map((n) => new Add(machines, n)),
    number.map((n) => new Move(machines, n)),
  );

  it("leave at least one host, and no machine twice", () => {
    const made = fc.property(fc.array(edit, { maxLength: 20 }), (edits) => {
      let now = wanted;
      for (const each of edits) now = each.of(now) ?? now;
      const used = Object.values(now.hosts);
      assert.ok(used.length > 0);
      assert.equal(new Set(used).size, used.length);
    });
    fc.assert(made, { seed: 1, numRuns: 200 });
  });

  it("rename a host in its place: the machine and the order are the same", () => {
    const other = new Rename(machines, 0).of(wanted);
    assert.deepEqual(Object.entries(other?.hosts ?? {}), [
      ["image3", "machine1"],
      ["image2", "machine2"],
    ]);
    assert.equal(nameOf(other ?? wanted, "machine1"), "image3");
  });

  it("make no sense where there is nothing to remove or to add", () => {
    const one = { ...wanted, hosts: { image1: "machine1" } };
    assert.equal(new Remove(machines, 0).check(model(one)), false);
    const full = {
      ...wanted,
      hosts: { image1: "machine1", image2: "machine2", image3: "machine3" },
    };
    assert.equal(new Add(machines, 0).check(model(full)), false);
    assert.equal(new Move(machines, 0).check(model(full)), false);
  });
});
