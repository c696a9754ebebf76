/** What happens with `pulumi config set` and with an editor, before any value is looked at. */
import { raw, smallest } from "../../support/configuration";
import { ofSmallest, type BadConfiguration } from "../case";

const group = "the stack's file";

/** Keys as the engine hands them over, put beside a sound configuration. */
const beside = (
  what: string,
  values: Readonly<Record<string, string>>,
  path: string,
  says: string,
): BadConfiguration => {
  const given = raw(smallest);
  return {
    group,
    what,
    configuration: { ...given, values: { ...given.values, ...values } },
    path,
    says,
  };
};

export const structure: readonly BadConfiguration[] = [
  beside(
    "a setting that was set without --path",
    { "glance:database.host": "10.0.0.5" },
    '["database.host"]',
    "pulumi config rm glance:database.host\n",
  ),
  beside(
    "an element of a list that was set without --path",
    { "glance:firewall.sources[0]": "10.0.0.0/8" },
    '["firewall.sources[0]"]',
    "was set without --path",
  ),
  beside("a group that is no map", { "glance:api": "9292" }, "api", "must be a map of settings"),
  beside("a group that is empty", { "glance:swift": "" }, "swift", "must be a map of settings"),
  beside("a group that is null", { "glance:swift": "null" }, "swift", "must be a map of settings"),
  beside("a group cut off", { "glance:swift": '{"authUrl":' }, "swift", "must be a map of"),
  beside("hosts as a list", { "glance:hosts": '["image1"]' }, "hosts", "must be a map of"),
  beside("a group in capitals", { "glance:Database": "{}" }, "Database", "Rename it to database"),
  beside("a group of another tool", { "glance:keystone": "{}" }, "keystone", "is not a setting"),
  ...ofSmallest(group, [
    ["a key with a blank", { "api/ port": 9292 }, 'api[" port"]', "Rename it to port"],
    ["a key with a newline", { "api/port\n": 9292 }, 'api["port\\n"]', "Rename it to port"],
    [
      "a key that every object has",
      { "database/toString": "x" },
      "database.toString",
      "is not a setting",
    ],
    ["a key of that kind at the top", { constructor: "x" }, "constructor", "is not a setting"],
    ["a group within a group", { "database/glance": {} }, "database.glance", "is not a setting"],
    [
      "a setting of another group",
      { "api/password": "canary" },
      "api.password",
      "is not a setting",
    ],
    ["an option's name in OpenStack", { "api/bind_host": "::" }, "api.bind_host", "bindHost"],
    ["a host's setting above hosts", { address: "10.0.0.1" }, "address", "is not a setting"],
    [
      "digits that the CLI made a number of",
      { "identity/user": 4711 },
      "identity.user",
      "pulumi config set --path --type string glance:identity.user VALUE",
    ],
    [
      "more digits than a number holds",
      { "identity/service": 12345678901234567000 },
      "identity.service",
      "a number, whose last digits are lost",
    ],
    [
      "true for text",
      { "identity/project": true },
      "identity.project",
      "--type string glance:identity.project",
    ],
    [
      "a password of digits that stands plain",
      { "database/password": 12345678 },
      "database.password",
      "\n  pulumi config set --secret --path glance:database.password",
    ],
    [
      "a date that the engine wrote anew",
      { "identity/user": "2024-01-01 00:00:00 +0000 UTC" },
      "identity.user",
      "Put it in quotes in the stack's file",
    ],
    [
      "a line without a value",
      { "identity/user": null },
      "identity.user",
      "\n  pulumi config rm --path glance:identity.user",
    ],
    [
      "a port set with --secret",
      { "api/port": "9292" },
      "api.port",
      "\n  pulumi config set --path --type int glance:api.port VALUE",
    ],
    [
      "an extra file that is not ours",
      { extra: { "nova.conf": "a = b" } },
      'extra["nova.conf"]',
      "glance-api.conf",
    ],
    [
      "an extra file by its path",
      { extra: { "/etc/glance/glance-api.conf": "a = b" } },
      'extra["/etc/glance/glance-api.conf"]',
      "glance-api.conf",
    ],
  ]),
];
