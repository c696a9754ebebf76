import assert from "node:assert/strict";
import { differences, torn } from "../../faults/picture";
import { table } from "../../faults/table";

const picture = (things: Record<string, string>) => ({ things, starts: 1 });
const file = "/etc/glance/glance-api.conf";

describe("The pictures of a host", () => {
  it("differ in what is missing, new or other", () => {
    const found = picture({ a: "1", b: "2", c: "3" });
    assert.deepEqual(differences(found, picture({ b: "2", c: "4", d: "5" })), [
      "a is 1, not missing",
      "c is 3, not 4",
      "d is missing, not 5",
    ]);
    assert.deepEqual(differences(found, found), []);
  });

  it("show a file that is neither the former nor the new one as half written", () => {
    const [former, future] = [picture({ [file]: "old" }), picture({ [file]: "new" })];
    for (const whole of [former, future]) assert.deepEqual(torn(whole, former, future), []);
    assert.equal(torn(picture({ [file]: "half" }), former, future).length, 1);
    assert.equal(torn(picture({}), former, future).length, 1);
  });

  it("allow a staged file beside its place until the next run, and not as a difference", () => {
    const former = picture({ [file]: "old" });
    const staged = picture({ [file]: "old", "/etc/glance/.x.pulumi-glance-staged": "new" });
    assert.deepEqual(torn(staged, former, former), []);
    assert.equal(differences(staged, former).length, 1);
  });
});

describe("The table of faults", () => {
  const finding = {
    scenario: "change",
    fault: "kill",
    tried: 3,
    survived: 3,
    lost: [] as string[],
  };

  it("says that nothing was lost only where nothing was", () => {
    assert.match(table([finding]), /\| all \| {2}\| 3 \| 3 \| 0 \|\n\nNothing was lost\./);
    const lost = table([{ ...finding, survived: 2, lost: ["image1: a file"] }]);
    assert.match(lost, /- LOST: image1: a file/);
    assert.doesNotMatch(lost, /Nothing was lost/);
  });
});
