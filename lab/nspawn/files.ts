/** The files that make a host of an image: written into its own layer before it boots. */
import { createHash, randomBytes } from "node:crypto";
import { chmodSync, chownSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { identityUrls, speaksV2 } from "./identity";
import { addressOf, hostKeyOf, type Plan } from "./plan";
import type { HostPlan } from "../topology";

/** A host as it is about to boot. */
export interface HostFiles {
  readonly plan: HostPlan;
  /** Its folder: `upper` in it is the host's own layer. */
  readonly folder: string;
  /** The layers of its image, top first. */
  readonly layers: readonly string[];
}

/** Writes what every host has, and what its image needs of this lab. */
export function writeFiles(lab: Plan, host: HostFiles): void {
  const upper = join(host.folder, "upper");
  mkdirSync(upper, { recursive: true, mode: 0o755 });
  mkdirSync(join(upper, "root"), { mode: 0o700 });
  const write = writerInto(upper);
  const hostKey = hostKeyOf(lab, host.plan.name);
  write("etc/hostname", `${host.plan.name}\n`);
  write("etc/hosts", hostsFile(lab));
  // Nobody answers there, as with no line at all; but eventlet of Debian 11 fails without one.
  write("etc/resolv.conf", "nameserver 127.0.0.1\n");
  // Its own way to ask for names would wait 30 s there for an IPv6 address that hosts lack.
  write("etc/systemd/system.conf.d/lab.conf", eventletFile);
  write("etc/machine-id", `${randomBytes(16).toString("hex")}\n`, 0o444);
  write("etc/systemd/network/10-lab.network", networkFile(addressOf(lab, host.plan.number)));
  write("etc/ssh/ssh_host_ed25519_key", hostKey.private, 0o600);
  write("etc/ssh/ssh_host_ed25519_key.pub", `${hostKey.public}\n`);
  write("etc/ssh/authorized_keys", `${lab.publicKey}\n`);
  for (const unit of lab.topology.masked) {
    mkdirSync(join(upper, "etc/systemd/system"), { recursive: true });
    symlinkSync("/dev/null", join(upper, "etc/systemd/system", unit));
  }
  if (host.plan.roles.includes("identity")) writeController(lab, write);
  if (host.plan.roles.includes("storage")) writeStorage(lab, upper, host.layers);
}

type Write = (path: string, content: string, mode?: number) => void;

function writerInto(upper: string): Write {
  return (path, content, mode = 0o644) => {
    const file = join(upper, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    chmodSync(file, mode);
  };
}

function hostsFile(lab: Plan): string {
  const lines = lab.topology.hosts.map(({ name, number }) => `${addressOf(lab, number)} ${name}`);
  return ["127.0.0.1 localhost", "::1 localhost", ...lines, ""].join("\n");
}

const eventletFile = "[Manager]\nDefaultEnvironment=EVENTLET_NO_GREENDNS=yes\n";

function networkFile(address: string): string {
  return [
    ...["[Match]", "Name=host0", "", "[Network]", `Address=${address}/24`],
    ...["LinkLocalAddressing=ipv6", "IPv6AcceptRA=no", ""],
  ].join("\n");
}

function writeController(lab: Plan, write: Write): void {
  write("root/keystonerc_admin", rcFile(lab), 0o600);
  write("etc/rabbitmq/definitions.json", brokerDefinitions(lab.secrets.broker));
}

/** What an administrator sources to be admin (procedure 5.3). */
function rcFile(lab: Plan): string {
  const v3 = {
    OS_PROJECT_NAME: "admin",
    OS_USER_DOMAIN_NAME: "Default",
    OS_PROJECT_DOMAIN_NAME: "Default",
    OS_IDENTITY_API_VERSION: "3",
  };
  const variables = {
    OS_USERNAME: "admin",
    OS_PASSWORD: lab.secrets.admin,
    ...(speaksV2(lab) ? { OS_TENANT_NAME: "admin" } : v3),
    OS_AUTH_URL: identityUrls(lab, "controller").admin,
    OS_REGION_NAME: "RegionOne",
  };
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${value}`);
  return [...lines, "export PS1='[\\u@\\h \\W(keystone_admin)]\\$ '", ""].join("\n");
}

/** RabbitMQ's user `glance` with all rights on `/`; its password as a salted hash. */
function brokerDefinitions(password: string): string {
  const salt = randomBytes(4);
  const digest = createHash("sha256").update(salt).update(password, "utf8").digest();
  return JSON.stringify({
    vhosts: [{ name: "/" }],
    users: [
      {
        name: "glance",
        password_hash: Buffer.concat([salt, digest]).toString("base64"),
        hashing_algorithm: "rabbit_password_hashing_sha256",
        tags: "",
      },
    ],
    permissions: [{ user: "glance", vhost: "/", configure: ".*", write: ".*", read: ".*" }],
  });
}

/** Swift's proxy, which asks Keystone as Swift's own user. */
function writeStorage({ secrets }: Plan, upper: string, layers: readonly string[]): void {
  const template = readFileSync(join(__dirname, "..", "services", "proxy-server.conf"), "utf8");
  // Swift's own reader of Paste files expands no `%`, other than Paste's.
  const path = "etc/swift/proxy-server.conf";
  writerInto(upper)(
    path,
    template.replace("@PASSWORD@", () => secrets.swift),
    0o640,
  );
  chownSync(join(upper, path), process.getuid?.() ?? 0, groupOf("swift", layers));
}

/** The id of a group in an image. */
function groupOf(group: string, layers: readonly string[]): number {
  for (const layer of layers) {
    let text: string;
    try {
      text = readFileSync(join(layer, "etc/group"), "utf8");
    } catch {
      continue;
    }
    const line = text.split("\n").find((each) => each.startsWith(`${group}:`));
    return Number(line?.split(":")[2] ?? 0);
  }
  return 0;
}
