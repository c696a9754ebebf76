import * as assert from "node:assert/strict";
import { formless, Messages } from "../../faults/messages";

const ended = (code: number, ...lines: readonly string[]) => ({
  code,
  err: `${["image2: logins", "glance-faults: struck 3 open", ...lines].join("\n")}\n`,
});
const restored = "image2: everything on this host was put back: it is as it was before";
const place = "image2: DatabaseConnection: mysql at 10.0.0.5:3306:";

describe("What a failing run says", () => {
  for (const [what, run] of [
    ["it came through", ended(0)],
    ["it was killed", ended(137)],
    ["it says all", ended(1, `${place} the login is refused. Grant it.`, restored)],
    [
      "commands stand bare below it",
      ended(1, `${place} the login is refused. Grant it.`, "mysql -u root", restored),
    ],
    [
      "what a command said stands below the cause, and the remedy below that",
      ended(1, `${place} the client fails`, "image2: ERROR 1045", "image2: Grant it.", restored),
    ],
    [
      "the system refused",
      ended(1, "image2: transaction: the swap: /etc/glance/a: No space left on device.", restored),
    ],
  ] as const) {
    it(`has the form where ${what}`, () => {
      assert.deepEqual(formless("image2", run), []);
    });
  }

  for (const [what, run] of [
    ["there is no message", ended(1, restored)],
    ["there is no remedy", ended(1, `${place} the login is refused.`, restored)],
    ["a command stands in it", ended(1, `${place} it fails. Run openstack user list.`)],
    ["a command has a full stop", ended(1, `${place} it fails. Grant it.`, "mysql -u root.")],
    ["the system's word has no full stop", ended(1, "image2: transaction: a: b: No space")],
  ] as const) {
    it(`has not where ${what}`, () => {
      const messages = new Messages();
      messages.hear("image2", run);
      const { tried, survived, lost } = messages.finding;
      assert.deepEqual([tried, survived, lost.length], [1, 0, 1]);
    });
  }
});
