/**
 * Every setting of a stack, with its type, meaning and default; those of stores are in stores.ts. The table of
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
  fragment,
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
  host: hostAddress().describe("Names the host through which SSH reaches all others"),
  port: port().default(22).describe("Sets the SSH port of that host"),
  user: name().default("root").describe("Names the user who logs in to that host"),
  hostKey: hostKey().describe("Proves that SSH reached that host, by the host's public key"),
});

const ssh = z.strictObject({
  user: name()
    .default("root")
    .describe("Names the user who logs in to hosts; any but root needs sudo without a password"),
  program: absolutePath()
    .optional()
    .describe(
      "Names the file in which an administrator has installed the program that runs on hosts (`make program` packs it), for a user whose sudo allows that program alone. Without it the stack copies the program to the hosts",
    ),
  privateKey: secretPem()
    .optional()
    .describe(
      "Logs in with this private key. Without it the SSH agent's keys log in, and the stack keeps none",
    ),
  bastion: bastion.optional().describe("Leads SSH to all hosts through one"),
});

const limits = z.strictObject({
  transactionSeconds: seconds(86400)
    .default(1500)
    .describe(
      "Limits how long a command on a host may take; then the program puts back all that the command did",
    ),
  lockSeconds: seconds(3600)
    .default(120)
    .describe("Limits how long a command waits for another transaction on the same host"),
});

const host = z.strictObject({
  address: hostAddress().describe("Says where SSH reaches the host"),
  port: port().default(22).describe("Sets the SSH port of the host"),
  hostKey: hostKey().describe("Proves that SSH reached the host, by the host's public key"),
  roles: z
    .array(oneOf(["image", "compute", "identity"]), "must be a list of roles")
    .min(1, "must name at least one role")
    .describe(
      "Says what the host does: `image` runs Glance's API, `compute` runs Nova beside the API's file system, `identity` makes the Keystone records (procedure 5.3)",
    ),
});

const api = z.strictObject({
  bindHost: bindAddress()
    .default("0.0.0.0")
    .describe("Sets the address on which users reach the API (procedure 5.6)"),
  port: port().default(9292).describe("Sets the port on which users reach the API (procedure 5.6)"),
  registry: flag()
    .optional()
    .describe(
      "Runs glance-registry beside the API (procedures 5.2 and 5.4); up to Ussuri. When missing, it runs up to Queens, whose API v1 needs it",
    ),
});

const database = z.strictObject({
  host: hostAddress().describe("Names the database server, as the grant does (procedure 5.2)"),
  port: port().default(3306).describe("Sets the port of the database server"),
  name: plainName(64).default("glance").describe("Names the database"),
  user: name().default("glance").describe("Names the user of the database"),
  password: secret().describe("Logs the user in to the database"),
  populate: flag()
    .default(true)
    .describe(
      "Creates and upgrades the tables with `glance-manage db_sync` (procedure 5.8); `false` only compares them, and fails where they are older than the release's",
    ),
});

const administrator = z.strictObject({
  username: name().default("admin").describe("Names the administrator"),
  password: secret().describe("Logs the administrator in"),
  project: name(64).default("admin").describe("Names the administrator's project"),
  domain: name(64)
    .default("Default")
    .describe("Names the domain of the administrator and the project"),
});

const identity = z.strictObject({
  authUrl: httpUrl().describe(
    "Says where hosts reach Keystone, with the version: `http://10.0.0.5:5000/v3`; up to Pike it may be `…:35357/v2.0`, and in Juno it must be",
  ),
  publicUrl: httpUrl()
    .optional()
    .describe("Says where users reach Keystone; `authUrl` when missing"),
  adminRc: absolutePath()
    .default("/root/keystonerc_admin")
    .describe(
      "Names the environment file on the identity host that logs the administrator in (procedure 5.3)",
    ),
  administrator: administrator
    .optional()
    .describe("Logs the administrator in, instead of `adminRc`"),
  user: name().default("glance").describe("Names the Image service's user"),
  password: secret()
    .optional()
    .describe(
      "Logs the Image service's user in; when missing, the stack generates one, which is an output then",
    ),
  resetPassword: flag()
    .default(false)
    .describe(
      "Lets the stack set another password for a user that it has not made; from then on Keystone refuses whoever logs in with the former one",
    ),
  project: name(64)
    .default("services")
    .describe("Names the project of the services' users, by name or id"),
  role: name().default("admin").describe("Gives the user a role in that project, by name or id"),
  domain: name(64).default("Default").describe("Names the domain of the user and the project"),
  service: name().default("glance").describe("Names the service record"),
  description: name().default("Glance Image Service").describe("Describes the service record"),
});

const endpoints = z.strictObject({
  public: httpUrl().describe("Tells users where they reach the API (procedure 5.3)"),
  internal: httpUrl()
    .optional()
    .describe("Tells other services where they reach the API; `public` when missing"),
  admin: httpUrl()
    .optional()
    .describe("Tells administrators where they reach the API; `public` when missing"),
});

const firewall = z.strictObject({
  sources: z
    .array(cidr(), "must be a list of networks")
    .default([])
    .describe("Lets only these networks reach the API, IPv4 and IPv6; all when empty"),
});

const broker = z.strictObject({
  host: hostAddress().describe("Names the RabbitMQ server (procedure 5.7)"),
  port: port().default(5672).describe("Sets the port of the RabbitMQ server"),
  user: name().default("glance").describe("Names the Image service's user at RabbitMQ"),
  password: secret().describe("Logs that user in to RabbitMQ"),
  virtualHost: name().default("/").describe("Names RabbitMQ's virtual host"),
});

const tls = z.strictObject({
  certificate: pem().describe(
    "Proves to clients that they reached the API, with the server's certificate and intermediates (table 5.1)",
  ),
  privateKey: secretPem().describe(
    "Encrypts with the private key of that certificate, which must have no passphrase",
  ),
  clientCa: pem()
    .optional()
    .describe(
      "Lets in only clients of these authorities, by the authorities' certificates; all clients when missing",
    ),
  backendPort: port()
    .default(9293)
    .describe(
      "Sets the loopback port of Glance behind the proxy that terminates TLS, where one does",
    ),
  hsts: z
    .int("must be a whole number of seconds")
    .min(0, "must be at least 0")
    .max(63072000, "must be at most 63072000, two years")
    .default(31536000)
    .describe(
      "Makes browsers that came here refuse plain HTTP on all ports of this host name, for so many seconds; 0 switches it off. Only the proxy that terminates TLS tells browsers; glance-api's own TLS does not",
    ),
});

const filesystem = z.strictObject({
  metadataFile: absolutePath()
    .default("/etc/glance/filesystem_store_metadata.json")
    .describe("Names the file of the JSON document (procedure 5.11)"),
  imagesDirectory: absolutePath()
    .default("/var/lib/glance/images")
    .describe("Names the directory of the file store"),
  // Any 16 bytes: Pulumi's own RandomUuid, which makes the stack's, sets no version in them.
  id: z
    .guid("must be a UUID")
    .meta({ valueFrom: "uuidgen" })
    .optional()
    .describe(
      "Identifies the file system; when missing, the stack takes the id that a host already has, else a random one",
    ),
  shared: flag()
    .default(false)
    .describe(
      "Declares that all image hosts share the directory's file system (`gluster` implies it)",
    ),
});

const fileStore = z.strictObject({
  shared: flag()
    .default(false)
    .describe(
      "Declares that all image hosts have one file system at `/var/lib/glance/images`, which somebody else mounts; several image hosts without Swift need it (`gluster` and `filesystem.shared` imply it)",
    ),
});

const gluster = z.strictObject({
  server: hostAddress().describe("Names a server of the Gluster volume (procedure 5.10)"),
  volume: plainName().describe("Names the Gluster volume"),
  mountPoint: absolutePath()
    .default("/var/lib/glance/images")
    .describe("Says where image and compute hosts mount the volume"),
  options: name()
    .regex(/^\S*$/, "must hold no blank: commas alone separate options")
    .default("defaults,_netdev")
    .describe("Sets the options of the mount"),
});

const compute = z.strictObject({
  release: release()
    .optional()
    .describe("Names the OpenStack release of Nova on compute hosts; `release` when missing"),
  volumeDriver: flag()
    .default(false)
    .describe("Lets Nova use Gluster volumes (procedure 5.10); up to Nova Ocata"),
  filesystemEntry: name()
    .optional()
    .describe(
      "Lets Nova copy images from the file system, under this name (procedure 5.12); up to Nova Ocata",
    ),
});

const proof = z.strictObject({
  enabled: flag().default(true).describe("Sends an image through every image host after a change"),
  bytes: z
    .int("must be a whole number of bytes")
    .min(1, "must be at least 1")
    .max(1073741824, "must be at most 1 GiB")
    .default(1048576)
    .describe("Sets the size of that image"),
  ca: pem()
    .optional()
    .describe(
      "Says which authorities the proof trusts for the API's certificate; when missing, it trusts a self-signed certificate itself, and else whom the image host trusts",
    ),
  clientCertificate: pem()
    .optional()
    .describe("Lets the proof in where `tls.clientCa` demands a certificate"),
  clientPrivateKey: secretPem()
    .optional()
    .describe("Lets the proof use that certificate, with its private key"),
});

const abandon = z.strictObject({
  stores: z
    .array(
      name().regex(/^[^,:]*$/, "must be one store's name, without its kind (fast, not fast:file)"),
      "must be a list of names",
    )
    .default([])
    .describe(
      "Lets these stores, by their names in glance-api.conf, go or move although images lie in them; nobody can read those images then",
    ),
  database: flag()
    .default(false)
    .describe(
      "Lets another database replace one that has images, although the new one does not have them",
    ),
});

const destroy = z.strictObject({
  withImages: flag()
    .default(false)
    .describe(
      "Lets `pulumi destroy` undo the stack although its Image service has images; their rows and data stay in any case",
    ),
});

/** The schema of a stack's configuration, a key `glance:…` a property. */
export const settingsSchema = z.strictObject({
  release: release().describe("Names the OpenStack release on the hosts"),
  platform: oneOf(platformNames)
    .default("debian")
    .describe("Names the hosts' family of distributions"),
  region: name().default("RegionOne").describe("Names the Keystone region of this stack"),
  mode: oneOf(["service", "configuration"])
    .default("service")
    .describe(
      "Says how much the stack does. `configuration` only writes files, for building an image of a host: it tries no login, and registers, populates, restarts and proves nothing",
    ),
  ssh: ssh.prefault({}).describe("Says how to log in to the hosts"),
  limits: limits.prefault({}).describe("Limits how long hosts may take"),
  hosts: z
    .record(name(), host, "must be a map of hosts")
    .describe("Names the hosts, and says of each how to reach it and what it does"),
  api: api.prefault({}).describe("Sets where the API listens, and what runs beside it"),
  endpoints: endpoints.describe("Tells clients where they reach the API, by Keystone's catalogue"),
  database: database.describe("Leads the API to its database"),
  identity: identity.describe("Leads the hosts to Keystone, and says what to register there"),
  ...storeGroups,
  firewall: firewall.prefault({}).describe("Opens the firewall of image hosts"),
  broker: broker
    .optional()
    .describe("Sends notifications over RabbitMQ; without it the API sends none"),
  tls: tls
    .optional()
    .describe("Encrypts connections to the API; without it the API speaks plain HTTP"),
  filesystem: filesystem
    .optional()
    .describe("Tells Compute in which file system images lie (procedures 5.9 and 5.11)"),
  fileStore: fileStore
    .prefault({})
    .describe("Describes the file store, where images go without `swift`"),
  gluster: gluster.optional().describe("Mounts a Gluster volume for images (procedure 5.10)"),
  compute: compute.prefault({}).describe("Changes how Nova reads images"),
  extra: z
    .partialRecord(z.enum(["glance-api.conf"], "must be glance-api.conf"), fragment())
    .prefault({})
    .describe(
      "Adds settings to a file, as a fragment of ini: `[DEFAULT]`, `workers = 4`. Where it is set with `--secret`, the stack masks all its values; passwords and other options that OpenStack keeps secret need that",
    ),
  proof: proof.prefault({}).describe("Proves after a change that the API works"),
  abandon: abandon.prefault({}).describe("Lets `pulumi up` leave what has images"),
  destroy: destroy.prefault({}).describe("Says what `pulumi destroy` may do"),
});

/** A stack's validated configuration, defaults filled in, each secret a `Secret`. */
export type Settings = z.infer<typeof settingsSchema>;

/** A host's settings. */
export type HostSettings = Settings["hosts"][string];

/** What a host is for. */
export type Role = HostSettings["roles"][number];
