import { log } from "@pulumi/pulumi";
import * as assert from "node:assert/strict";
import { keepSecretsOutOfDebugMessages, withoutAnswer } from "../../settings/debugMessages";

describe("withoutAnswer", () => {
  it("takes the resource out of what is said of a finished call, however many lines it has", () => {
    const said =
      "RegisterResource RPC finished: resource:a[t]; err: null, resp: urn,a,stdin,top\nkey";
    assert.equal(
      withoutAnswer(said),
      "RegisterResource RPC finished: resource:a[t]; err: null, resp: not shown, for it holds secrets",
    );
  });

  it("leaves other messages as they are", () => {
    const said = "Registering resource: t=glance:index:Host, name=image1, custom=false";
    assert.equal(withoutAnswer(said), said);
  });
});

describe("keepSecretsOutOfDebugMessages", () => {
  const { debug } = log;

  afterEach(() => {
    Object.assign(log, { debug });
  });

  it("is what the SDK itself calls from then on", () => {
    const said: string[] = [];
    Object.assign(log, {
      debug: (message: string) => {
        said.push(message);
      },
    });
    keepSecretsOutOfDebugMessages();
    void log.debug("Invoke RPC finished: tok=t; err: null, resp: pa$$word");
    assert.deepEqual(said, [
      "Invoke RPC finished: tok=t; err: null, resp: not shown, for it holds secrets",
    ]);
  });
});
