/**
 * Every setting of a stack, with its type, meaning and default. The table of
 * docs/reference/settings.md is made from this file, and `Pulumi.<stack>.yaml` is held against it
 * before anything is dialled.
 */
import { z } from "zod";
import { platformNames } from "../platforms/families";
import { storeGroups } from "./stores";
import {
  absolutePath,
  bindAddress,
  cidr,
  flag,
  hostAddress,
  hostKey,
  httpUrl,
  name,
  plainName,
  pem,
  port,
  release,
  seconds,
  secret,
  secretPem,
} from "./values";

const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, `must be ${values.join(" or ")}`);

const bastion = z.strictObject({
  host: hostAddress().describe("The host to go through"),
  port: port().default(22).describe("Its SSH port"),
  user: name().default("root").describe("The user to log in as"),
  hostKey: hostKey().describe("Its public host key"),
});

const ssh = z.strictObject({
  user: name()
    .default("root")
    .describe("The user to log in as; any but root must have sudo without a password"),
  program: absolutePath()
    .optional()
    .describe(
      "Where an administrator has installed the program that runs on hosts (`make program`), for a user whose sudo is limited to it; copied to hosts when missing",
    ),
  privateKey: secretPem()
    .optional()
    .describe("The private key. Without it the keys of the SSH agent serve, and none is kept"),
  bastion: bastion.optional().describe("A host to go through to all others"),
});

const limits = z.strictObject({
  transactionSeconds: seconds(86400)
    .default(1500)
    .describe("How long a command on a host may take; then all that it did is put back"),
  lockSeconds: seconds(3600)
    .default(120)
    .describe("How long it waits for another transaction on the same host"),
});

const host = z.strictObject({
  address: hostAddress().describe("Where SSH reaches it"),
  port: port().default(22).describe("Its SSH port"),
  hostKey: hostKey().describe("Its public host key; `ssh-keyscan -t ed25519 HOST` prints it"),
  roles: z
    .array(oneOf(["image", "compute", "identity"]), "must be a list of roles")
    .min(1, "must name at least one role")
    .describe(
      "`image` runs Glance's API; `compute` shares its file system; `identity` makes the Keystone records (procedure 5.3)",
    ),
});

const api = z.strictObject({
  bindHost: bindAddress()
    .default("0.0.0.0")
    .describe("The address on which users reach the API (procedure 5.6)"),
  port: port().default(9292).describe("The port on which users reach the API (procedure 5.6)"),
  registry: flag()
    .optional()
    .describe(
      "Whether glance-registry runs beside it (procedures 5.2 and 5.4); to Ussuri. When missing: to Queens, whose API v1 needs it",
    ),
});

const database = z.strictObject({
  host: hostAddress().describe("The database server, as the grant names it (procedure 5.2)"),
  port: port().default(3306).describe("Its port"),
  name: plainName(64).default("glance").describe("The database"),
  user: name().default("glance").describe("Its user"),
  password: secret().describe("The user's password"),
  populate: flag()
    .default(true)
    .describe(
      "Create and upgrade the tables with `glance-manage db_sync` (procedure 5.8); `false` only looks, and fails where they are behind",
    ),
});

const administrator = z.strictObject({
  username: name().default("admin").describe("The administrator's name"),
  password: secret().describe("The administrator's password"),
  project: name(64).default("admin").describe("The administrator's project"),
  domain: name(64).default("Default").describe("The domain of both"),
});

const identity = z.strictObject({
  authUrl: httpUrl().describe(
    "Keystone's URL with its version: `http://10.0.0.5:5000/v3`; to Pike it may be `…:35357/v2.0`, in Juno it must",
  ),
  publicUrl: httpUrl()
    .optional()
    .describe("Keystone's URL as users reach it; `authUrl` when missing"),
  adminRc: absolutePath()
    .default("/root/keystonerc_admin")
    .describe("The administrator's environment file on the identity host (procedure 5.3)"),
  administrator: administrator
    .optional()
    .describe("The administrator's login, instead of `adminRc`"),
  user: name().default("glance").describe("The Image service's user"),
  password: secret()
    .optional()
    .describe("Its password; generated when missing, and then an output of the stack"),
  resetPassword: flag()
    .default(false)
    .describe(
      "Let the stack set another password on a user that it has not made; whoever logs in with the former one is refused from then on",
    ),
  project: name(64)
    .default("services")
    .describe("The project of the services' users, by name or id"),
  role: name().default("admin").describe("The user's role in that project, by name or id"),
  domain: name(64).default("Default").describe("The domain of user and project"),
  service: name().default("glance").describe("The name of the service record"),
  description: name().default("Glance Image Service").describe("Its description"),
});

const endpoints = z.strictObject({
  public: httpUrl().describe("The URL that users reach (procedure 5.3)"),
  internal: httpUrl().optional().describe("The URL of other services; `public` when missing"),
  admin: httpUrl().optional().describe("The URL of administrators; `public` when missing"),
});

const firewall = z.strictObject({
  sources: z
    .array(cidr(), "must be a list of networks")
    .default([])
    .describe("Networks that may reach the API, IPv4 and IPv6; all when empty"),
});

const broker = z.strictObject({
  host: hostAddress().describe("The RabbitMQ server (procedure 5.7)"),
  port: port().default(5672).describe("Its port"),
  user: name().default("glance").describe("The user of the Image service there"),
  password: secret().describe("Its password"),
  virtualHost: name().default("/").describe("The virtual host"),
});

const tls = z.strictObject({
  certificate: pem().describe("The server's certificate and intermediates (table 5.1)"),
  privateKey: secretPem().describe("Its private key, without a passphrase"),
  clientCa: pem()
    .optional()
    .describe("Certificates of the authorities whose clients are let in; all clients when missing"),
  backendPort: port()
    .default(9293)
    .describe("The loopback port of Glance behind the proxy that terminates TLS, where one does"),
  hsts: z
    .int("must be a whole number of seconds")
    .min(0, "must be at least 0")
    .max(63072000, "must be at most 63072000, two years")
    .default(31536000)
    .describe(
      "For how many seconds browsers that came here refuse plain HTTP on all ports of this host name; 0 switches it off. Said by the proxy, where one terminates TLS",
    ),
});

const filesystem = z.strictObject({
  metadataFile: absolutePath()
    .default("/etc/glance/filesystem_store_metadata.json")
    .describe("Where the JSON document stands (procedure 5.11)"),
  imagesDirectory: absolutePath()
    .default("/var/lib/glance/images")
    .describe("The directory of the file store"),
  // Any 16 bytes: Pulumi's own RandomUuid, which makes the stack's, sets no version in them.
  id: z
    .guid("must be a UUID (uuidgen prints one)")
    .optional()
    .describe("The file system's id; the one a host already has, else a random one, when missing"),
  shared: flag()
    .default(false)
    .describe(
      "The directory is on a file system that all image hosts share (given with `gluster`)",
    ),
});

const fileStore = z.strictObject({
  shared: flag()
    .default(false)
    .describe(
      "All image hosts have one file system at `/var/lib/glance/images`, mounted by others; several of them without Swift need it (given with `gluster`, and by `filesystem.shared`)",
    ),
});

const gluster = z.strictObject({
  server: hostAddress().describe("A server of the Gluster volume (procedure 5.10)"),
  volume: plainName().describe("The volume"),
  mountPoint: absolutePath()
    .default("/var/lib/glance/images")
    .describe("Where image and compute hosts mount it"),
  options: name()
    .regex(/^\S*$/, "must hold no blank: options are separated by commas alone")
    .default("defaults,_netdev")
    .describe("Mount options"),
});

const compute = z.strictObject({
  release: release()
    .optional()
    .describe("The OpenStack release of Nova on compute hosts; `release` when missing"),
  volumeDriver: flag()
    .default(false)
    .describe("Let Nova use Gluster volumes (procedure 5.10); to Nova Ocata only"),
  filesystemEntry: name()
    .optional()
    .describe(
      "Let Nova copy images from the file system, under this name (5.12); to Nova Ocata only",
    ),
});

const proof = z.strictObject({
  enabled: flag().default(true).describe("Send an image through every image host after a change"),
  bytes: z
    .int("must be a whole number of bytes")
    .min(1, "must be at least 1")
    .max(1073741824, "must be at most 1 GiB")
    .default(1048576)
    .describe("The size of that image"),
  ca: pem()
    .optional()
    .describe(
      "Whom to trust for the API's certificate; when missing the certificate itself where it is self-signed, else those that the image host trusts",
    ),
  clientCertificate: pem()
    .optional()
    .describe("The proof's own certificate where `tls.clientCa` demands one"),
  clientPrivateKey: secretPem().optional().describe("Its private key"),
});

const abandon = z.strictObject({
  stores: z
    .array(
      name().regex(/^[^,:]*$/, "must be one store's name, without its kind (fast of fast:file)"),
      "must be a list of names",
    )
    .default([])
    .describe(
      "Stores, by their names in glance-api.conf, that may go or be replaced although images lie in them, which nobody can read then",
    ),
  database: flag()
    .default(false)
    .describe("Replace a database although it has images that the new one does not have"),
});

const destroy = z.strictObject({
  withImages: flag()
    .default(false)
    .describe(
      "Undo the stack although its Image service has images; their rows and data stay in any case",
    ),
});

/** The schema of a stack's configuration, a key `glance:…` a property. */
export const settingsSchema = z.strictObject({
  release: release().describe("The OpenStack release on the hosts"),
  platform: oneOf(platformNames).default("debian").describe("The hosts' family"),
  region: name().default("RegionOne").describe("The Keystone region of this stack"),
  mode: oneOf(["service", "configuration"])
    .default("service")
    .describe(
      "`configuration` only writes files: no login is tried, nothing is registered, populated, restarted or proven; for building an image of a host",
    ),
  ssh: ssh.prefault({}).describe("How to log in"),
  limits: limits.prefault({}).describe("Limits of time"),
  hosts: z.record(name(), host, "must be a map of hosts").describe("The hosts, by name"),
  api: api.prefault({}).describe("The API's listener"),
  endpoints: endpoints.describe("The API's URLs in Keystone's catalogue"),
  database: database.describe("The database"),
  identity: identity.describe("The Identity service"),
  ...storeGroups,
  firewall: firewall.prefault({}).describe("The firewall of image hosts"),
  broker: broker.optional().describe("Notifications over RabbitMQ; none without it"),
  tls: tls.optional().describe("TLS; plain HTTP without it"),
  filesystem: filesystem
    .optional()
    .describe("The file store's metadata for Compute (procedures 5.9 and 5.11)"),
  fileStore: fileStore.prefault({}).describe("The file store, where images go without `swift`"),
  gluster: gluster.optional().describe("A Gluster volume for images (procedure 5.10)"),
  compute: compute.prefault({}).describe("Nova's own settings"),
  extra: z
    .partialRecord(
      z.enum(["glance-api.conf"], "must be glance-api.conf"),
      z.string("must be a fragment of ini"),
    )
    .prefault({})
    .describe(
      "Further settings by file, each a fragment of ini: `[DEFAULT]`, `workers = 4`. Set with `--secret`, all their values are masked",
    ),
  proof: proof.prefault({}).describe("The proof after a change"),
  abandon: abandon.prefault({}).describe("What `pulumi up` may leave that has images"),
  destroy: destroy.prefault({}).describe("What `pulumi destroy` may do"),
});

/** A stack's validated configuration, defaults filled in, secrets still plain. */
export type Settings = z.infer<typeof settingsSchema> & {
  /** Whether the further settings came encrypted: then all their values are secret. */
  readonly extraIsSecret: boolean;
};

/** A host's settings. */
export type HostSettings = Settings["hosts"][string];

/** What a host is for. */
export type Role = HostSettings["roles"][number];
