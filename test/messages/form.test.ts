import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { commandFlaws, flaws, messagesOf, ofHost, ofSetting } from "../../lab/messageForm";
import { warnings } from "../../settings/checks/warnings";
import { printed, SettingsError, type Problem } from "../../settings/problem";
import { readSettings } from "../../settings/read";
import { problemsWith } from "../badInput/case";
import { handPicked } from "../badInput/cases";
import { generated } from "../badInput/generated";
import { changed, complete, raw } from "../support/configuration";

/** Everything that bad configurations are told, each message once. */
const refusals = distinct([...handPicked, ...generated()].flatMap(problemsWith));

/** Sound configurations that make every warning come. */
const risky: readonly Readonly<Record<string, unknown>>[] = [
  { "firewall/sources": [] },
  { release: "pike", swift: undefined, compute: { release: "ocata", filesystemEntry: "images" } },
  { release: "stein", extra: {} },
  { "identity/publicUrl": "http://glance.example.org:5000/v3" },
  { abandon: { stores: ["fast"], database: true } },
  { release: "2026.2", extra: {} },
  { tls: undefined, endpoints: { public: "http://glance.example.org:9292" } },
  {
    tls: undefined,
    "proof/clientCertificate": undefined,
    "proof/clientPrivateKey": undefined,
    endpoints: { public: "https://glance.example.org:9393" },
  },
  { "identity/resetPassword": true },
  { "identity/role": "member" },
];
const cautions = distinct(
  risky.flatMap((changes) => warnings(readSettings(raw(changed(complete, changes))))),
);

describe("Every message", () => {
  it("of a bad configuration has the form", () => {
    assert.ok(refusals.length > 150, `${refusals.length} messages`);
    assert.deepEqual(wrong(refusals), []);
  });

  it("that warns has the form", () => {
    const places = new Set(cautions.map((text) => /^glance:([\w.]+)/.exec(text)?.[1]));
    assert.equal(places.size, 9, [...places].join(" "));
    assert.deepEqual(wrong(cautions), []);
  });

  it("that names a command has one that a shell can read", () => {
    const commands = [...new Set([...refusals, ...cautions].flatMap(commandsOf))];
    assert.ok(commands.length > 50, `${commands.length} commands`);
    for (const command of commands) {
      const { status, stderr } = spawnSync("bash", ["-n", "-c", command], { encoding: "utf8" });
      assert.equal(status, 0, `${command}: ${stderr}`);
    }
  });

  it("keeps it in the error that lists all", () => {
    const { message } = new SettingsError([
      {
        path: "api.port",
        message: "is odd. Mend it",
        command: "pulumi config rm --path glance:api",
      },
      { path: "region", message: "must be near" },
    ]);
    const [, ...lines] = message.split("\n");
    const found = messagesOf(lines.slice(0, 3).join("\n"), ofSetting);
    assert.equal(found.length, 2);
    for (const each of found) assert.deepEqual(flaws(each, ofSetting), [], each);
    assert.deepEqual(commandFlaws(lines.at(-1)?.trim() ?? ""), []);
  });
});

describe("The form", () => {
  for (const [what, text] of [
    ["a cause and a remedy", "glance:api.port: is the port of SSH. Give another one."],
    ["a cause that says what to do", "glance:api.port: must be a whole number."],
    ["commands behind it", "glance:a: is odd. Take it out.\n  pulumi config rm --path glance:a"],
  ] as const) {
    it(`is kept with ${what}`, () => {
      assert.deepEqual(flaws(text, ofSetting), []);
    });
  }

  it("is kept by a host's line, whose place may hold more than one word", () => {
    const place = "/etc/glance/glance-api.conf [DEFAULT] workers";
    const line = `image1, image2: ExtraSettings: ${place}: glance-api does not know it. Take it out.`;
    assert.deepEqual(flaws(line, ofHost), []);
    const command = "openstack project create --domain Default services";
    const other = `image1: IdentityRecords: project services: is not there. Create it.\n${command}`;
    assert.deepEqual(flaws(other, ofHost), []);
  });

  for (const [what, text] of [
    ["no place", "is odd. Mend it."],
    ["no remedy", "glance:a: is odd."],
    ["a remedy that does not tell to do anything", "glance:a: is odd. It would be better even."],
    ["a remedy in the cause's own sentence", "glance:a: is odd; mend it."],
    ["a cause with a capital", "glance:a: Is odd. Mend it."],
    ["no full stop", "glance:a: is odd. Mend it"],
    ["two full stops", "glance:a: is odd. Mend it.."],
    ["a command in the sentence", "glance:a: is odd. Run pulumi config rm glance:a."],
    ["a command in brackets", "glance:a: must be a UUID (uuidgen prints one)."],
    ["a command in backticks", "glance:a: is odd. Take it out with `pulumi config rm glance:a`."],
    ["what to run in the sentence", "glance:a: is odd. Mend it, and run pulumi up."],
    ["a full stop behind the command", "glance:a: is odd. Mend it.\n  pulumi config rm glance:a."],
    ["prose behind the command", "glance:a: is odd. Mend it.\n  uuidgen prints one"],
    ["a command in backticks on its line", "glance:a: is odd. Mend it.\n  `uuidgen`"],
    ["an empty line", "glance:a: is odd. Mend it.\n\n  uuidgen"],
    ["words for the operator to fill in", "glance:a: is odd. Mend it.\n  rmdir <folder>"],
    ["an open quote", "glance:a: is odd. Mend it.\n  rmdir 'folder"],
    ["a label before the command", "glance:a: is odd. Mend it.\n  Run: uuidgen"],
  ] as const) {
    it(`is not kept with ${what}`, () => {
      assert.notDeepEqual(flaws(text, ofSetting), []);
    });
  }

  for (const [what, line] of [
    ["no component", "image1: is odd. Mend it."],
    ["no place", "image1: Precheck: it is odd. Mend it."],
    ["no remedy", "image1: Precheck: keystone: it is odd."],
    ["a glued full stop", "a: Swift: x: it lacks. Create it.\nopenstack project create services."],
  ] as const) {
    it(`is not kept by a host's line with ${what}`, () => {
      assert.notDeepEqual(flaws(line, ofHost), []);
    });
  }

  it("finds the messages of a text, each with its commands", () => {
    const text = "a line\nimage1: A: b: c. Take d.\ntouch d\nimage2: A: b: c. Take e.\n";
    assert.deepEqual(messagesOf(text, ofHost), [
      "image1: A: b: c. Take d.\ntouch d",
      "image2: A: b: c. Take e.",
    ]);
  });
});

function distinct(problems: readonly Problem[]): readonly string[] {
  return [...new Set(problems.map((problem) => printed(problem)))];
}

function wrong(messages: readonly string[]): readonly string[] {
  return messages.flatMap((message) => {
    const found = flaws(message, ofSetting);
    return found.length === 0 ? [] : [`${found.join("; ")}: ${message}`];
  });
}

function commandsOf(message: string): readonly string[] {
  return message
    .split("\n")
    .slice(1)
    .map((line) => line.trim());
}
