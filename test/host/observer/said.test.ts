import * as assert from "node:assert/strict";
import { lastSaid } from "../../../host/observer/said";

describe("What a program on a host said last", () => {
  for (const [what, stderr, said] of [
    ["nothing", "\n", undefined],
    ["a line, without the host's name", "image1: asking\nimage1: it failed\n", "it failed"],
    [
      "a message with its commands",
      "image1: asking\nimage1: X: y: z. Do this.\npulumi up\n",
      "X: y: z. Do this.\npulumi up",
    ],
    [
      "a host's name of any letters",
      "büro 1: asking\nbüro 1: no. Do this.\npulumi up",
      "no. Do this.\npulumi up",
    ],
    [
      "who was to start the program",
      "sudo: a password is required\n",
      "sudo: a password is required",
    ],
    ["a line of nobody's", "Killed\n", "Killed"],
  ] as const) {
    it(`is ${what}`, () => {
      assert.equal(lastSaid(stderr), said);
    });
  }
});
