import assert from "node:assert/strict";
import { join } from "node:path";
import { Checkout } from "./checkout";

/**
 * A stack as the version of November 2026 left it on a lab of zed: its configuration, and its state as
 * `pulumi stack export` gives it. All its secrets were made for that lab, and the passphrase is "example".
 */
const recorded = join(__dirname, "yesterday");

interface Step {
  readonly op: string;
  readonly urn: string;
  readonly oldState?: { readonly inputs?: Readonly<Record<string, unknown>> };
  readonly newState?: { readonly inputs?: Readonly<Record<string, unknown>> };
}

/** The inputs that are others, by name. */
function changes({ oldState, newState }: Step): readonly string[] {
  const [before, now] = [oldState?.inputs ?? {}, newState?.inputs ?? {}];
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(now[name])).sort();
}

describe("A state of yesterday", function () {
  let checkout: Checkout;

  before(() => {
    checkout = new Checkout();
  });

  after(() => {
    checkout.remove();
  });

  it("is taken over: nothing is made, replaced or removed, and only the program is new", async () => {
    const backend = { PULUMI_BACKEND_URL: checkout.backend };
    const configuration = ["--config-file", join(recorded, "Pulumi.demo.yaml")];
    await checkout.must("pulumi", ["stack", "init", "demo"], backend);
    const file = ["--stack", "demo", "--file", join(recorded, "state.json")];
    await checkout.must("pulumi", ["stack", "import", ...file], backend);
    const words = ["preview", "--stack", "demo", "--json", ...configuration];
    const { steps } = JSON.parse(await checkout.must("pulumi", words, backend)) as {
      readonly steps: readonly Step[];
    };
    const changed = steps.filter(({ op }) => op !== "same");
    const lines = changed.map((step) =>
      [step.op, step.urn.split("::").at(-1), ...changes(step)].join(" "),
    );
    // The archive of the program has other bytes: its digest is in each document.
    assert.deepEqual(
      lines.sort(),
      [
        "update compute1 stdin",
        "update compute1-observation copy",
        "update controller stdin",
        "update controller-observation copy",
        "update image1 stdin",
        "update image1-observation copy",
        "update image2 stdin",
        "update image2-observation copy",
        "update endpoints stdin",
        "update precheck asked",
        "update proof stdin",
      ].sort(),
    );
    assert.ok(steps.length > changed.length, "nothing is the same");
  });
});
