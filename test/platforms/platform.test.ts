import * as assert from "node:assert/strict";
import { platform } from "../../platforms/families";
import { hasNativeTls } from "../../platforms/tlsTermination";
import { wsgiServer } from "../../platforms/wsgiServer";
import { history } from "../../releases/history";

describe("wsgiServer", () => {
  it("is uWSGI in the releases that Debian packages so, and none in those with Glance's own", () => {
    const served = history.filter(
      (release) => wsgiServer(platform("debian"), release) !== undefined,
    );
    assert.deepEqual(served, ["queens", "rocky", "stein", "train", "ussuri", "victoria", "2026.2"]);
  });

  it("is none on a family that packages no release so", () => {
    const { wsgi: _, ...other } = platform("debian");
    assert.equal(wsgiServer(other, "2026.2"), undefined);
  });
});

describe("hasNativeTls", () => {
  it("is of glance-api's own server, to Train", () => {
    const native = (family: "debian" | "redhat") =>
      history.filter((release) => hasNativeTls(platform(family), release));
    assert.deepEqual(native("debian"), history.slice(0, history.indexOf("queens")));
    assert.deepEqual(native("redhat"), history.slice(0, history.indexOf("ussuri")));
  });
});
