/** Database, broker, Keystone and Swift: what of them can be seen to be wrong without asking. */
import { ofComplete, ofSmallest, type BadConfiguration } from "../case";

const swift = { authUrl: "http://10.0.0.5:5000/v3", password: "canary" };
const broker = { host: "10.0.0.5", password: "canary" };
const database = "must hold only letters of ASCII";

export const services: readonly BadConfiguration[] = [
  ...ofSmallest("database", [
    ["a name with a slash", { "database/name": "glance/main" }, "database.name", database],
    ["a name with options", { "database/name": "glance?charset=utf8" }, "database.name", database],
    ["a name with a blank", { "database/name": "glance db" }, "database.name", database],
    ["a name in another alphabet", { "database/name": "образы" }, "database.name", database],
    [
      "a name that MySQL cannot take",
      { "database/name": "x".repeat(65) },
      "database.name",
      "at most 64",
    ],
    [
      "a whole connection URL",
      { "database/host": "mysql+pymysql://glance:canary@db/glance" },
      "database.host",
      "without scheme",
    ],
    [
      "a socket's path",
      { "database/host": "/var/run/mysqld/mysqld.sock" },
      "database.host",
      "a host name",
    ],
    [
      "a password that is a number",
      { "database/password": 20221 },
      "database.password",
      "must be text",
    ],
    [
      "a password in a list",
      { "database/password": ["canary"] },
      "database.password",
      "must be text",
    ],
    [
      "a password from a file with its last newline",
      { "database/password": "canary-from-file\n" },
      "database.password",
      "newline",
    ],
  ]),
  ...ofSmallest("Keystone", [
    [
      "v2.0",
      { "identity/authUrl": "http://10.0.0.5:5000/v2.0" },
      "identity.authUrl",
      "since queens. End the URL in /v3",
    ],
    [
      "no version",
      { "identity/authUrl": "http://10.0.0.5:5000" },
      "identity.authUrl",
      "must end in /v3",
    ],
    [
      "the version twice",
      { "identity/authUrl": "http://10.0.0.5:5000/v3/v2.0" },
      "identity.authUrl",
      "End the URL in /v3",
    ],
    [
      "the tokens' URL",
      { "identity/authUrl": "http://10.0.0.5:5000/v3/auth/tokens" },
      "identity.authUrl",
      "must end in /v3",
    ],
    [
      "v2.0 for users",
      { "identity/publicUrl": "http://10.0.0.5:5000/v2.0" },
      "identity.publicUrl",
      "since queens. End the URL in /v3",
    ],
    [
      "the administrator's file in a home",
      { "identity/adminRc": "~/keystonerc_admin" },
      "identity.adminRc",
      "must be an absolute path",
    ],
    [
      "the administrator's password in adminRc",
      { "identity/adminRc": "canary" },
      "identity.adminRc",
      "must be an absolute path",
    ],
    [
      "an administrator without a password",
      { "identity/administrator": {} },
      "identity.administrator.password",
      "is missing",
    ],
    [
      "a project that Keystone cannot take",
      { "identity/project": "x".repeat(65) },
      "identity.project",
      "at most 64",
    ],
    [
      "a domain that Keystone cannot take",
      { "identity/domain": "x".repeat(65) },
      "identity.domain",
      "at most 64",
    ],
    ["no project", { "identity/project": "" }, "identity.project", "must not be empty"],
    ["no region", { region: "" }, "region", "must not be empty"],
  ]),
  ...ofSmallest("Swift", [
    [
      "project and user in one, as the guide has them",
      { swift: { ...swift, user: "services:swift" } },
      "swift.user",
      "belongs in swift.project",
    ],
    [
      "a colon in the project",
      { swift: { ...swift, project: "a:b" } },
      "swift.project",
      "must not hold a colon",
    ],
    [
      "a slash in the container",
      { swift: { ...swift, container: "a/b" } },
      "swift.container",
      "no slash",
    ],
    [
      "v2.0",
      { swift: { ...swift, authUrl: "http://10.0.0.5:5000/v2.0" } },
      "swift.authUrl",
      "since queens. End the URL in /v3",
    ],
    [
      "v1 of Swift's own login",
      { swift: { ...swift, authUrl: "http://10.0.0.5:8080/auth/v1.0" } },
      "swift.authUrl",
      "must end in /v3",
    ],
    [
      "no password",
      { swift: { authUrl: swift.authUrl } },
      "swift.password",
      "is missing: it logs that user in to Keystone",
    ],
    [
      "a flag in words",
      { swift: { ...swift, createContainer: "False" } },
      "swift.createContainer",
      "true or false",
    ],
  ]),
  ...ofSmallest("broker", [
    [
      "a whole transport URL",
      { broker: { ...broker, host: "rabbit://glance:canary@10.0.0.5" } },
      "broker.host",
      "without scheme",
    ],
    [
      "several brokers",
      { broker: { ...broker, host: "10.0.0.5,10.0.0.6" } },
      "broker.host",
      "a host name or an IP",
    ],
    [
      "no password",
      { broker: { host: "10.0.0.5" } },
      "broker.password",
      "is missing: it logs that user in to RabbitMQ",
    ],
    [
      "no virtual host",
      { broker: { ...broker, virtualHost: "" } },
      "broker.virtualHost",
      "must not be empty",
    ],
  ]),
  ...ofComplete("firewall", [
    ["all in words", { "firewall/sources": ["everyone"] }, "firewall.sources[0]", "CIDR form"],
    [
      "a name",
      { "firewall/sources": ["10.0.0.0/24", "users.example.org"] },
      "firewall.sources[1]",
      "CIDR form",
    ],
    ["a range", { "firewall/sources": ["10.0.0.1-9"] }, "firewall.sources[0]", "CIDR form"],
    [
      "a netmask",
      { "firewall/sources": ["10.0.0.0/255.0.0.0"] },
      "firewall.sources[0]",
      "CIDR form",
    ],
    [
      "an opening of one host that means a network",
      { "firewall/sources": ["10.0.0.5/8"] },
      "firewall.sources[0]",
      "bits of a host",
    ],
    [
      "bits of an IPv6 host",
      { "firewall/sources": ["2001:db8::1:0:0:1/64"] },
      "firewall.sources[0]",
      "bits of a host",
    ],
    [
      "bits of a host in the last byte",
      { "firewall/sources": ["10.0.0.129/25"] },
      "firewall.sources[0]",
      "bits of a host",
    ],
  ]),
];
