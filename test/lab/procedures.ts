/**
 * What the services themselves show of each of the guide's procedures, after `pulumi up`: tables in
 * the database, records in Keystone's catalogue, an object in Swift, an open port, a message, a
 * certificate, a mount, an image's location.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { connect, type ConnectionOptions } from "node:tls";
import type { TestLab } from "../../lab/session";
import { reaches } from "../support/reaches";
import { novaCopiesDirectly } from "./novaDownload";

/** One procedure, and how its effect is seen. */
export interface Procedure {
  /** `5.2`, `table 5.1`. */
  readonly guide: string;
  readonly title: string;
  /** Fails where the effect is not there. */
  readonly shown: (lab: TestLab) => void | Promise<void>;
}

const directory = "/var/lib/glance/images";

/** Hosts of a role. */
function hostsOf({ inventory }: TestLab, role: string): readonly string[] {
  return Object.entries(inventory.hosts)
    .filter(([, { roles }]) => roles.includes(role))
    .map(([name]) => name);
}

/** A number that the database answers. */
function counted(lab: TestLab, query: string): number {
  return Number(lab.on("controller", "mariadb -N glance", query));
}

/** The procedures that every release can be shown to do, in the guide's order. */
export const procedures: readonly Procedure[] = [
  {
    guide: "5.2",
    title: "images have rows in MariaDB, written through the connection",
    shown: (lab) => {
      assert.ok(counted(lab, "SELECT COUNT(*) FROM images") > 0);
    },
  },
  { guide: "5.3", title: "a token's catalogue has the three endpoints", shown: hasEndpoints },
  {
    guide: "5.4",
    title: "the API refuses who has no token of Keystone's",
    shown: refusesStrangers,
  },
  {
    guide: "5.5",
    title: "images were objects in Swift",
    shown: (lab) => {
      const { objects, images } = lab.output("proof");
      assert.equal(objects?.length, images.length);
    },
  },
  { guide: "5.6", title: "port 9292 is open, before any rule that rejects", shown: isOpen },
  {
    guide: "5.7",
    title: "the upload's notification came out of RabbitMQ",
    shown: (lab) => {
      assert.ok(lab.output("proof").notifications?.includes("image.upload"));
    },
  },
  {
    guide: "table 5.1",
    title: "the certificate is the stack's, and plain HTTP fails",
    shown: isTls,
  },
  {
    guide: "5.8",
    title: "the tables are there, and know their version",
    shown: (lab) => {
      const tables = "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'glance'";
      assert.ok(counted(lab, `${tables} AND table_name IN ('images', 'image_locations')`) === 2);
      assert.ok(counted(lab, `${tables} AND table_name LIKE '%version'`) > 0);
    },
  },
  { guide: "5.10", title: "image and compute hosts mount the same volume", shown: isShared },
  { guide: "5.11", title: "a location carries the id of the JSON document", shown: carriesId },
  {
    guide: "5.12",
    title: "Nova copies from the mount without HTTP, or says why not",
    shown: direct,
  },
];

/** Keystone's catalogue by v3, which every release of the lab has, whatever hosts are told. */
const catalogue = `python3 - <<'END'
import json, re, urllib.request
rc = dict(re.findall(r"export (\\w+)=(\\S+)", open("/root/keystonerc_admin").read()))
user = {"name": "admin", "domain": {"id": "default"}, "password": rc["OS_PASSWORD"]}
scope = {"project": {"name": "admin", "domain": {"id": "default"}}}
body = {"auth": {"identity": {"methods": ["password"], "password": {"user": user}}, "scope": scope}}
request = urllib.request.Request("http://controller:5000/v3/auth/tokens", json.dumps(body).encode(),
                                 {"Content-Type": "application/json"})
with urllib.request.urlopen(request, timeout=60) as answer:
    entries = json.load(answer)["token"]["catalog"]
print(json.dumps({each["interface"]: each["url"] for entry in entries if entry["type"] == "image"
                  for each in entry["endpoints"]}))
END`;

function hasEndpoints(lab: TestLab): void {
  assert.deepEqual(JSON.parse(lab.on("controller", catalogue)), lab.output("endpointUrls"));
}

function refusesStrangers(lab: TestLab): void {
  for (const host of hostsOf(lab, "image")) {
    for (const header of ["", "-H 'X-Auth-Token: none'"]) {
      const status = `curl -sk ${client(lab, host)} ${header} -o /dev/null -w '%{http_code}' `;
      assert.equal(lab.on(host, `${status} https://127.0.0.1:9292/v2/images`), "401");
    }
  }
}

/** curl's options for a client certificate, where clients must have one. */
function client(lab: TestLab, host: string): string {
  if (!lab.asksClients) return "";
  const { certificate, key } = lab.clientFiles(host);
  return `--cert ${certificate} --key ${key}`;
}

async function isOpen(lab: TestLab): Promise<void> {
  for (const host of hostsOf(lab, "image")) {
    assert.ok(await reaches(addressOf(lab, host), 9292), `${host}: port 9292 does not answer`);
    const rules = lab.on(host, "iptables -S INPUT").split("\n");
    const ours = rules.findIndex((rule) => rule.includes("9292"));
    const reject = rules.findIndex((rule) => /^-A .*(REJECT|DROP)/.test(rule));
    assert.ok(ours >= 0 && ours < reject, `${host}: ${rules.join(" | ")}`);
  }
}

async function isTls(lab: TestLab): Promise<void> {
  const { caFile, clientCertificateFile, clientKeyFile } = lab.tls;
  const certificate = lab.asksClients
    ? { cert: readFileSync(clientCertificateFile), key: readFileSync(clientKeyFile) }
    : {};
  for (const host of hostsOf(lab, "image")) {
    const at = { host: addressOf(lab, host), port: 9292, ca: readFileSync(caFile) };
    assert.match(await spoken({ ...at, ...certificate }), /^HTTP\/1\.1 (200|300) /);
    if (lab.asksClients) await assert.rejects(spoken(at), "a client without a certificate gets in");
    const plain = `curl -s -m 10 -o /dev/null -w '%{http_code}' http://127.0.0.1:9292/ || true`;
    assert.doesNotMatch(lab.on(host, plain), /^(200|300)$/);
  }
}

function isShared(lab: TestLab): void {
  const hosts = [...hostsOf(lab, "image"), ...hostsOf(lab, "compute")];
  const mounted = hosts.map((host) => lab.on(host, `findmnt -n -o FSTYPE,SOURCE ${directory}`));
  assert.equal(new Set(mounted).size, 1, mounted.join(""));
  assert.match(mounted[0] ?? "", /^fuse\.glusterfs /);
}

function carriesId(lab: TestLab): void {
  const id = lab.output("filesystemUuid");
  assert.equal(lab.output("proof").filesystem?.id, id);
  for (const host of hostsOf(lab, "image")) {
    const json = lab.on(host, "cat /etc/glance/filesystem_store_metadata.json");
    assert.deepEqual(JSON.parse(json), { id, mountpoint: directory });
  }
}

function direct(lab: TestLab): void {
  const states = lab.output("directLoading");
  if (lab.setting(["glance:compute", "filesystemEntry"]) !== undefined) {
    for (const host of hostsOf(lab, "compute")) {
      assert.equal(states[host]?.inForce, true, JSON.stringify(states));
      novaCopiesDirectly(lab, host);
    }
    return;
  }
  for (const host of hostsOf(lab, "compute")) {
    assert.match(
      JSON.stringify(states[host]),
      /"inForce":false,"why":".*no longer has .*, gone since pike/,
    );
  }
  const setting = ["glance:compute", "filesystemEntry"];
  lab.set(setting, "images");
  const { status, stdout, stderr } = lab.tryPulumi("preview");
  lab.unset(setting);
  assert.notEqual(status, 0);
  assert.match(
    stdout + stderr,
    /glance:compute\.filesystemEntry: .*no longer has .*, gone since pike\. .*Nova copies images over HTTP/,
  );
}

function addressOf({ inventory }: TestLab, host: string): string {
  return inventory.hosts[host]?.address ?? "";
}

/** The first line that an HTTPS server says; rejects where the handshake fails. */
function spoken(options: ConnectionOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...options, timeout: 10_000 }, () => {
      socket.write("GET / HTTP/1.1\r\nHost: glance\r\nConnection: close\r\n\r\n");
    });
    socket.once("data", (data: Buffer) => {
      socket.destroy();
      resolve(data.toString().split("\r\n")[0] ?? "");
    });
    socket.once("error", reject);
    socket.once("close", () => {
      reject(new Error("the server says nothing"));
    });
    socket.once("timeout", () => {
      socket.destroy(new Error("the server does not answer"));
    });
  });
}
