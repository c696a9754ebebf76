import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { word } from "../../host/shell";
import { awkwardPasswords } from "../support/awkward";

describe("A word of a shell's command line", () => {
  for (const text of [...awkwardPasswords, "", "~", "a=b", "*", "'", "a\nb", "\\"]) {
    it(`is ${JSON.stringify(text)} to the shell that reads it`, () => {
      const read = execFileSync("sh", ["-c", `printf '%s|' ${word(text)}`], { encoding: "utf8" });
      assert.equal(read, `${text}|`);
    });
  }

  it("stays bare where nothing in it is a shell's own, and is quoted else", () => {
    assert.equal(word("image1.prod-2"), "image1.prod-2");
    assert.equal(word("rack:image1"), "'rack:image1'");
    assert.equal(word("glance:hosts", /^[\w:]+$/), "glance:hosts");
  });
});
