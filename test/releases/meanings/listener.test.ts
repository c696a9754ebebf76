import * as assert from "node:assert/strict";
import { history, type AnyRelease } from "../../../releases/history";
import * as listener from "../../../releases/meanings/listener";
import { everCalled, has, place, type Meaning } from "../../../releases/release";

const before = (release: AnyRelease) => history.slice(0, history.indexOf(release));
const having = (meaning: Meaning) => history.filter((release) => has(meaning, release));

const native = [listener.certFile, listener.keyFile, listener.caFile];

describe("The listener's settings", () => {
  it("say TLS of glance-api itself until Ussuri, which ignores the keys without a word", () => {
    for (const meaning of native) {
      assert.deepEqual(having(meaning), before("ussuri"));
      assert.throws(() => place(meaning, "zed"), /since ussuri\. HAProxy terminates TLS/);
    }
  });

  it("still know these keys where they are gone, for a proxy's part to drop", () => {
    const known = native.flatMap((meaning) => everCalled(meaning, "2026.2"));
    assert.deepEqual(
      known.map(({ section, key }) => `${section}/${key}`),
      ["DEFAULT/cert_file", "DEFAULT/key_file", "DEFAULT/ca_file"],
    );
  });

  it("say where glance-api listens, as long as it has a server of its own", () => {
    for (const meaning of [listener.bindHost, listener.bindPort]) {
      assert.deepEqual(having(meaning), before("2026.2"));
      assert.throws(() => place(meaning, "2026.2"), /uWSGI, whose own settings say where/);
    }
  });
});
