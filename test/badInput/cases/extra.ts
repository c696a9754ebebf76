/** Fragments of ini that would not reach the service as they were written. */
import { ofSmallest, type BadConfiguration } from "../case";

const fragments: readonly (readonly [what: string, fragment: string, says: string])[] = [
  ["a value in quotes", 'a = "canary"', "line 1 holds a quote"],
  ["a comment behind a value", "workers = 4 # canary", "line 1 holds a quote, backslash, ; or #"],
  ["a backslash at a line's end", "a = canary\\", "line 1 holds a quote, backslash"],
  ["a key twice", "[DEFAULT]\na = canary\na = canary", "line 3 sets [DEFAULT] a again"],
  [
    "a key twice, in a section that comes again",
    "[a]\nb = 1\n[c]\nd = 1\n[a]\nb = 2",
    "line 6 sets [a] b again",
  ],
  ["a key twice, in other letters", "[a]\nb = 1\n[A]\nb = 2", "line 4 sets [A] b again"],
  ["DEFAULT in small letters", "[default]\na = 1", "counts in capitals only"],
  ["a line without =", "[DEFAULT]\nworkers 4", "line 2 is neither [section] nor key = value"],
  ["a colon for =", "workers: 4", "line 1 is neither [section] nor key = value"],
  ["a value without a key", "= 4", "line 1 is neither [section] nor key = value"],
  ["a section without its bracket", "[DEFAULT\nworkers = 4", "line 1 is neither [section]"],
  ["a section in two brackets", "[[DEFAULT]]", "line 1 is neither [section]"],
  ["a value that goes on", "a = 1\n  2", "line 2 begins with a blank"],
  ["YAML", "DEFAULT:\n  workers: 4", "line 1 is neither [section]"],
  ["JSON", '{"workers": 4}', "line 1 is neither [section]"],
  [
    "a key that every object has",
    "[DEFAULT]\nconstructor = 1",
    "line 2 sets a key that no service",
  ],
  ["a section of that kind", "[__proto__]\na = 1", "line 1 names a section that no service reads"],
];

const setting = `'glance:extra["glance-api.conf"]'`;

/** Options for secrets that stand in the stack's file as they are: OpenStack's own, and a plugin's. */
const plain = [
  ["memcached's key", "[keystone_authtoken]\nmemcache_secret_key = canary", "memcache_secret_key"],
  ["a read-only database", "[database]\nslave_connection = mysql://canary", "slave_connection"],
  ["a database without a password", "[database]\nconnection = sqlite:///canary", "connection"],
  ["another broker", "[oslo_messaging_notifications]\ntransport_url = canary", "transport_url"],
  ["S3's key", "[s3]\ns3_store_secret_key = canary", "s3_store_secret_key"],
  ["S3's key in capitals", "[s3]\nS3_STORE_SECRET_KEY = canary", "S3_STORE_SECRET_KEY"],
  ["vSphere's password", "[vmware]\nvmware_server_password = canary", "vmware_server_password"],
  ["a profiler's keys", "[profiler]\nhmac_keys = canary", "hmac_keys"],
  ["a key before any section", "metadata_encryption_key = canary", "metadata_encryption_key"],
  ["a login's hyphens", "[service_user]\nclient-secret = canary", "client-secret"],
  ["a plugin's password", "[plugin]\ndb_password = canary", "db_password"],
  ["a plugin's key", "[plugin]\nprivate_key = canary", "private_key"],
].map(([what = "", fragment = "", option = ""]) => {
  const section = /^\[(.*)\]/.exec(fragment)?.[1] ?? "DEFAULT";
  const cause = `sets [${section}] ${option}, which OpenStack keeps secret, and stands unencrypted`;
  const command = `pulumi config get --path ${setting} | pulumi config set --secret --path ${setting}`;
  return [
    `${what}, unencrypted`,
    fragment,
    `${cause}. Encrypt the whole fragment.\n  ${command}`,
  ] as const;
});

export const extra: readonly BadConfiguration[] = ofSmallest(
  "extra settings",
  [...fragments, ...plain].map(([what, fragment, says]) => [
    what,
    { extra: { "glance-api.conf": fragment } },
    'extra["glance-api.conf"]',
    says,
  ]),
);
