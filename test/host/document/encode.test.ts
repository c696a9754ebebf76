import * as assert from "node:assert/strict";
import { inflateSync } from "node:zlib";
import { dictionary, encode } from "../../../host/document/encode";
import { awkwardPasswords } from "../../support/awkward";

describe("encode", () => {
  it("is undone by inflating, for text of any alphabet", () => {
    const document = { format: 1, secrets: awkwardPasswords };
    const text = inflateSync(Buffer.from(encode(document), "base64"), { dictionary }).toString(
      "utf8",
    );
    assert.deepEqual(JSON.parse(text), document);
  });

  it("is one line, and the same bytes for the same document", () => {
    const document = { a: "x".repeat(10_000) };
    assert.match(encode(document), /^[A-Za-z0-9+/]+=*$/);
    assert.equal(encode(document), encode(structuredClone(document)));
    // Written down, so that another version of the library, or another dictionary, is noticed: every
    // host would be changed by it.
    assert.equal(encode({ format: 1 }), "ePn4VyaxQ1rqXQsAHFMEMQ==");
  });
});
