import type { RawConfiguration } from "../../settings/read";
import { certificates } from "./certificates";

/** A configuration as nested maps, before the engine made text of it. */
export type Configuration = Readonly<Record<string, unknown>>;

/** A public host key, as ssh-keyscan prints one, of 32 bytes of that number. */
export function hostKey(number: number): string {
  const type = "ssh-ed25519";
  const fields = [Buffer.from(type), Buffer.alloc(32, number)].flatMap((field) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(field.length);
    return [length, field];
  });
  return `${type} ${Buffer.concat(fields).toString("base64")}`;
}

/** The shortest configuration that there is. */
export const smallest: Configuration = {
  release: "zed",
  hosts: { image1: { address: "10.0.0.11", hostKey: hostKey(1), roles: ["image", "identity"] } },
  endpoints: { public: "http://glance.example.org:9292" },
  database: { host: "10.0.0.5", password: "canary-database" },
  identity: { authUrl: "http://10.0.0.5:5000/v3", password: "canary-identity" },
};

/** A configuration in which every setting that goes with the others is given. */
export const complete: Configuration = {
  release: "zed",
  platform: "debian",
  region: "North",
  mode: "service",
  ssh: {
    user: "ops",
    privateKey: certificates.otherKey,
    bastion: { host: "bastion.example.org", port: 2222, user: "jump", hostKey: hostKey(9) },
  },
  hosts: {
    controller: {
      address: "10.0.0.5",
      port: 22,
      hostKey: hostKey(5),
      roles: ["identity"],
    },
    image1: { address: "10.0.0.11", port: 22, hostKey: hostKey(1), roles: ["image"] },
    image2: { address: "fd00::12", port: 22, hostKey: hostKey(2), roles: ["image", "compute"] },
    compute1: {
      address: "compute1.example.org",
      port: 22,
      hostKey: hostKey(3),
      roles: ["compute"],
    },
  },
  api: { bindHost: "0.0.0.0", port: 9292, registry: false },
  endpoints: {
    public: "https://glance.example.org:9292",
    internal: "https://glance.internal:9292",
    admin: "https://glance.admin:9292",
  },
  database: {
    host: "db.example.org",
    port: 3307,
    name: "images",
    user: "imager",
    password: "canary-database",
    populate: true,
  },
  identity: {
    authUrl: "http://10.0.0.5:5000/v3",
    publicUrl: "https://keystone.example.org:5000/v3",
    adminRc: "/root/keystonerc_admin",
    administrator: {
      username: "admin",
      password: "canary-administrator",
      project: "admin",
      domain: "Default",
    },
    user: "glance",
    password: "canary-identity",
    project: "services",
    role: "admin",
    domain: "Default",
    service: "glance",
    description: "Images",
  },
  swift: {
    authUrl: "http://10.0.0.5:5000/v3",
    project: "services",
    user: "swift",
    password: "canary-swift",
    domain: "Default",
    container: "images",
    createContainer: false,
  },
  firewall: { sources: ["10.0.0.0/24", "fd00::/64"] },
  broker: {
    host: "10.0.0.5",
    port: 5673,
    user: "glance",
    password: "canary-broker",
    virtualHost: "images",
  },
  tls: {
    certificate: certificates.server,
    privateKey: certificates.serverKey,
    clientCa: certificates.clientCa,
    backendPort: 9293,
    hsts: 31536000,
  },
  filesystem: {
    metadataFile: "/etc/glance/filesystem_store_metadata.json",
    imagesDirectory: "/var/lib/glance/images",
    shared: true,
  },
  gluster: {
    server: "10.0.0.6",
    volume: "images",
    mountPoint: "/var/lib/glance/images",
    options: "defaults,_netdev",
  },
  compute: { release: "zed", volumeDriver: false },
  extra: { "glance-api.conf": "[DEFAULT]\nworkers = 4\n" },
  abandon: { stores: [], database: false },
  destroy: { withImages: false },
  limits: { transactionSeconds: 1500, lockSeconds: 120 },
  proof: {
    enabled: true,
    bytes: 4096,
    ca: certificates.server,
    clientCertificate: certificates.client,
    clientPrivateKey: certificates.clientKey,
  },
};

/** The configuration with changes put in: a path to what shall stand there, undefined for nothing. */
export function changed(base: Configuration, changes: Readonly<Record<string, unknown>>) {
  const copy = structuredClone(base) as Record<string, unknown>;
  for (const [path, value] of Object.entries(changes)) {
    const parts = path.split("/");
    const last = parts.pop() ?? "";
    let at = copy;
    for (const part of parts) at = (at[part] ??= {}) as Record<string, unknown>;
    if (value === undefined) Reflect.deleteProperty(at, last);
    else at[last] = value;
  }
  return copy;
}

/** What the engine hands over: text, or JSON of a structure; every key holds something secret. */
export function raw(configuration: Configuration, isSecret = true): RawConfiguration {
  const values = Object.entries(configuration).map(([key, value]) => [
    `glance:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return {
    values: Object.fromEntries(values) as Record<string, string>,
    isSecret: () => isSecret,
  };
}
