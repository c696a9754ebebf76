import { strict as assert } from "node:assert";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "mocha";
import { newKeyPair } from "../../lab/keyPair";
import { writeFiles } from "../../lab/nspawn/files";
import { inventoryFor } from "../../lab/nspawn/offer";
import type { Plan } from "../../lab/nspawn/plan";
import { newSecrets } from "../../lab/nspawn/secrets";
import { knownHosts } from "../../lab/ssh";
import { labOf } from "../../lab/state";
import { readTopology } from "../../lab/topology";

function planOf(name: string, hosts?: number): Plan {
  const topology = readTopology(name, hosts);
  return {
    topology,
    network: { bridge: "gl10-77-9", prefix: "10.77.9" },
    secrets: newSecrets(topology.release),
    publicKey: "ssh-ed25519 AAAA lab",
    hostKeys: new Map(topology.hosts.map((host) => [host.name, newKeyPair(host.name)])),
  };
}

describe("a host's own files", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lab-files-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** Writes the files of a host of a plan; what reads them. */
  function written(plan: Plan, name: string, layers: readonly string[] = []) {
    const host = plan.topology.hosts.find((each) => each.name === name);
    assert.ok(host);
    writeFiles(plan, { plan: host, folder, layers });
    const at = (path: string) => join(folder, "upper", path);
    return { at, read: (path: string) => readFileSync(at(path), "utf8") };
  }

  it("let services that are not root into the root folder, but not into root's", () => {
    const { at } = written(planOf("zed"), "image1");
    assert.equal(statSync(at("")).mode & 0o777, 0o755);
    assert.equal(statSync(at("root")).mode & 0o777, 0o700);
  });

  it("name every host of the lab", () => {
    const lines = written(planOf("zed"), "image1").read("etc/hosts").split("\n");
    assert.ok(lines.includes("10.77.9.11 controller"));
    assert.ok(lines.includes("10.77.9.31 compute1"));
  });

  it("keep the host key to root", () => {
    const { at } = written(planOf("zed"), "image1");
    assert.equal(statSync(at("etc/ssh/ssh_host_ed25519_key")).mode & 0o777, 0o600);
  });

  it("mask what does not run in a fleet", () => {
    const { at } = written(planOf("fleet", 2), "host02");
    assert.equal(readlinkSync(at("etc/systemd/system/glance-api.service")), "/dev/null");
  });

  it("give the administrator a file to source", () => {
    const plan = planOf("zed");
    const text = written(plan, "controller").read("root/keystonerc_admin");
    assert.ok(text.includes(`export OS_PASSWORD=${plan.secrets.admin}\n`));
    assert.ok(text.includes("export OS_AUTH_URL=http://controller:5000/v3\n"));
  });

  it("give the administrator of v2.0 the file that the guide's time has", () => {
    const plan = planOf("classic");
    const text = written(plan, "controller").read("root/keystonerc_admin");
    assert.ok(text.includes("export OS_AUTH_URL=http://controller:35357/v2.0\n"));
    assert.ok(text.includes("export OS_TENANT_NAME=admin\n"));
    assert.doesNotMatch(text, /DOMAIN|OS_IDENTITY_API_VERSION/);
  });

  it("give Swift's proxy its password as it is, for Swift's group to read", () => {
    const plan = planOf("zed");
    const group = process.getgid?.() ?? 0;
    const layer = join(folder, "layer");
    mkdirSync(join(layer, "etc"), { recursive: true });
    writeFileSync(join(layer, "etc/group"), `root:x:0:\nswift:x:${group}:\n`);
    const { at, read } = written(plan, "storage", [layer]);
    assert.ok(read("etc/swift/proxy-server.conf").includes(`password = ${plan.secrets.swift}\n`));
    const { gid, mode } = statSync(at("etc/swift/proxy-server.conf"));
    assert.equal(mode & 0o777, 0o640);
    assert.equal(gid, group);
  });

  it("give the broker no password in clear", () => {
    const plan = planOf("zed");
    const text = written(plan, "controller").read("etc/rabbitmq/definitions.json");
    assert.ok(!text.includes(plan.secrets.broker.slice(0, 12)));
  });
});

describe("an inventory", () => {
  const plan = planOf("zed");
  const inventory = inventoryFor(labOf("trial"), plan, null, null);

  it("pins the key of each host", () => {
    for (const { hostKey } of Object.values(inventory.hosts)) {
      assert.match(hostKey, /^ssh-ed25519 [A-Za-z0-9+/=]+$/);
    }
  });

  it("makes known_hosts of them, by address and by name", () => {
    const [line] = knownHosts(inventory).split("\n");
    assert.equal(line, `10.77.9.11,controller ${inventory.hosts.controller?.hostKey ?? ""}`);
  });

  it("says where each service is", () => {
    assert.equal(inventory.identity.url, "http://10.77.9.11:5000/v3");
    assert.equal(inventory.database.host, "10.77.9.11");
    assert.equal(inventory.gluster.server, "10.77.9.12");
  });

  it("has no password that Juno's form of a setting cannot hold", () => {
    const { swift, broker } = inventoryFor(labOf("trial"), planOf("classic"), null, null);
    for (const { password } of [swift, broker]) {
      assert.match(password, /^[\x20-\x7e]*[$%@#;\\ "'][\x20-\x7e]*$/);
      assert.doesNotMatch(password, /\//);
    }
  });

  it("has both addresses of v2.0 where its release is Juno", () => {
    const classic = inventoryFor(labOf("trial"), planOf("classic"), null, null);
    assert.equal(classic.release, "juno");
    assert.equal(classic.identity.url, "http://10.77.9.11:35357/v2.0");
    assert.equal(classic.swift.authUrl, "http://10.77.9.11:5000/v2.0/");
    assert.equal(classic.gluster.server, "10.77.9.12");
  });

  it("has awkward passwords, and a plain one for the administrator", () => {
    for (const { password } of [inventory.swift, inventory.broker, inventory.database]) {
      assert.match(password, /[$%@#;\\ "'].*[^\x20-\x7e]/);
    }
    assert.match(inventory.identity.adminPassword, /^\w+$/);
  });
});
