/**
 * Writes a stack's configuration for a lab: a stack of stacks/ with the lab's own addresses, host
 * keys, certificates and passwords in it. The file is the lab's; the one in stacks/ stays.
 *
 *   node --import tsx lab/stack.ts STACK INVENTORY CONFIG_FILE
 *
 * Run it in the environment that `lab/lab env` prints.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument, type Document } from "yaml";
import { debian } from "../platforms/debian";
import { wsgiServer } from "../platforms/wsgiServer";
import type { Inventory } from "./inventory";

const project = join(__dirname, "..");

/** Writes `configFile` from the stack's own file and the inventory. */
export function writeLabStack(stack: string, inventory: Inventory, configFile: string): void {
  const document = parseDocument(
    readFileSync(join(project, "stacks", `Pulumi.${stack}.yaml`), "utf8"),
  );
  setPlain(document, inventory);
  writeFileSync(configFile, document.toString({ lineWidth: 0 }), { mode: 0o600 });
  for (const [key, value] of secrets(inventory, document)) setSecret(stack, configFile, key, value);
}

function setPlain(document: Document, inventory: Inventory): void {
  const set = (path: string, value: unknown) => {
    const [group = "", ...rest] = path.split(".");
    document.setIn(["config", `glance:${group}`, ...rest], value);
  };
  document.setIn(["config", "glance:release"], inventory.release);
  // A WSGI server has processes of its own, and Glance's option for them goes unread.
  if (wsgiServer(debian, inventory.release) !== undefined)
    document.deleteIn(["config", "glance:extra"]);
  const { hosts, database, identity, swift, broker, gluster, tls } = inventory;
  const imageHosts: string[] = [];
  for (const [name, host] of Object.entries(hosts)) {
    const path = ["config", "glance:hosts", name];
    if (!document.hasIn(path)) continue;
    document.setIn([...path, "address"], host.address);
    document.setIn([...path, "hostKey"], host.hostKey);
    if (host.port !== 22) document.setIn([...path, "port"], host.port);
    if (host.roles.includes("image")) imageHosts.push(host.address);
  }
  const [first = "", second = first] = imageHosts;
  const scheme = tls === null ? "http" : "https";
  set("endpoints.public", `${scheme}://${first}:9292`);
  set("endpoints.internal", `${scheme}://${second}:9292`);
  set("endpoints.admin", `${scheme}://${second}:9292`);
  set("database.host", database.host);
  set("database.name", database.name);
  set("database.user", database.user);
  set("identity.authUrl", identity.url);
  set("identity.adminRc", identity.rcFile);
  set("swift.authUrl", swift.authUrl);
  set("swift.project", swift.project);
  set("swift.user", swift.user);
  set("broker.host", broker.host);
  set("broker.port", broker.port);
  set("broker.user", broker.user);
  set("broker.virtualHost", broker.virtualHost);
  // IPv6 as well, so that both families are opened.
  set("firewall.sources", [inventory.network, "fd00::/8"]);
  set("gluster.server", gluster.server);
  set("gluster.volume", gluster.volume);
  if (tls !== null) {
    set("tls.certificate", readFileSync(tls.certificateFile, "utf8"));
    set("proof.ca", readFileSync(tls.caFile, "utf8"));
    if (asksClients(document)) {
      set("tls.clientCa", readFileSync(tls.clientCaFile, "utf8"));
      set("proof.clientCertificate", readFileSync(tls.clientCertificateFile, "utf8"));
    }
  } else {
    document.deleteIn(["config", "glance:tls"]);
  }
  // No service runs on hosts of topology light: only what can be written is written.
  if (inventory.topology === "light") {
    document.setIn(["config", "glance:mode"], "configuration");
  }
}

/** Whether the stack lets in only clients with a certificate. */
function asksClients(document: Document): boolean {
  return document.hasIn(["config", "glance:tls", "clientCa"]);
}

function* secrets(
  { database, swift, broker, tls }: Inventory,
  document: Document,
): Iterable<[string, string]> {
  yield ["glance:database.password", database.password];
  yield ["glance:swift.password", swift.password];
  yield ["glance:broker.password", broker.password];
  if (tls === null) return;
  yield ["glance:tls.privateKey", readFileSync(tls.privateKeyFile, "utf8")];
  if (asksClients(document)) {
    yield ["glance:proof.clientPrivateKey", readFileSync(tls.clientKeyFile, "utf8")];
  }
}

/** Sets a secret setting. */
export function setSecret(stack: string, configFile: string, key: string, value: string): void {
  setSetting(stack, configFile, key, value, ["--secret"]);
}

/**
 * Sets a setting. The value goes through stdin: an argument could be seen by others on this
 * machine.
 */
export function setSetting(
  stack: string,
  configFile: string,
  key: string,
  value: string,
  flags: readonly string[] = [],
): void {
  const words = [...flags, "--path", key, "--stack", stack, "--config-file", configFile];
  execFileSync("pulumi", ["config", "set", ...words], {
    cwd: project,
    input: value,
    stdio: ["pipe", "ignore", "inherit"],
  });
}

if (require.main === module) {
  const [stack, inventory, configFile] = process.argv.slice(2);
  if (stack === undefined || inventory === undefined || configFile === undefined) {
    console.error("usage: node --import tsx lab/stack.ts STACK INVENTORY CONFIG_FILE");
    process.exit(2);
  }
  writeLabStack(stack, JSON.parse(readFileSync(inventory, "utf8")) as Inventory, configFile);
}
