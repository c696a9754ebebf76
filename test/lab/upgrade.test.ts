/**
 * One stack from Victoria to Zed: its hosts' Debian is upgraded one by one under it, and the release
 * that it names follows. What was uploaded before must be there after.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { TestLab } from "../../lab/session";
import { Footprint, snapshot } from "./footprint";
import { leavesNoRows } from "./journey";
import { login, type Image } from "./locations";

const imageHosts = ["image1", "image2"] as const;
const stackHosts = [...imageHosts, "compute1"] as const;
const argumentsFile = "/etc/default/glance-api";
const configuration = "/etc/glance/glance-api.conf";

const startsAtBoot = "systemctl is-enabled glance-api || true";

describe("A stack whose hosts are upgraded from Victoria to Zed", function () {
  this.bail(true);
  const name = `test-upgrade-${process.pid}`;
  const content = randomBytes(1 << 19).toString("hex"); // 1 MiB
  let lab: TestLab;
  let before: Footprint;
  let image = "";
  const atBoot: Record<string, string> = {};

  this.beforeAll(() => {
    lab = TestLab.up(name, "upgrade", "demo");
    before = new Footprint(lab, imageHosts);
    for (const host of imageHosts) atBoot[host] = lab.on(host, startsAtBoot).trim();
  });
  this.afterAll(() => {
    TestLab.down(name);
  });

  const administrator = () => login(lab, "admin", lab.inventory.identity.adminPassword, "admin");
  const imagesOf = (host: string) => `https://${lab.inventory.hosts[host]?.address}:9292/v2/images`;
  const clean = () => {
    const { status, stdout, stderr } = lab.tryPulumi("preview", "--refresh", "--expect-no-changes");
    assert.equal(status, 0, stdout + stderr);
  };

  /** Downloads the image of before through a host. */
  async function isReadableThrough(host: string): Promise<void> {
    const call = await administrator();
    const answer = await call("GET", `${imagesOf(host)}/${image}/file`);
    assert.equal(answer.status, 200, `${host}: ${answer.text.slice(0, 500)}`);
    assert.ok(answer.text === content, `${host} gives ${answer.text.length} other bytes`);
  }

  /** `pulumi up` stops at the host, names both releases, and leaves the host as it is. */
  function isRefused(host: string, reason: RegExp): void {
    const since = lab.on(host, snapshot);
    const { status, stdout, stderr } = lab.tryPulumi("up", "--refresh", "--yes", "--skip-preview");
    assert.notEqual(status, 0);
    assert.match(stdout + stderr, reason);
    assert.equal(lab.on(host, snapshot), since);
  }

  it("is configured on Victoria, and an image lies in Swift", async () => {
    lab.pulumi("up", "--yes", "--skip-preview");
    assert.match(lab.on("image1", `cat ${argumentsFile}`), /--http-socket 127\.0\.0\.1:/);
    assert.doesNotMatch(lab.on("image1", `cat ${configuration}`), /^bind_/m);
    const call = await administrator();
    const fields = { name: "of Victoria", disk_format: "raw", container_format: "bare" };
    const made = await call("POST", imagesOf("image1"), fields);
    assert.equal(made.status, 201, made.text);
    image = (JSON.parse(made.text) as Image).id;
    const url = `${imagesOf("image1")}/${image}`;
    const sent = await call("PUT", `${url}/file`, content, "application/octet-stream");
    assert.equal(sent.status, 204, sent.text);
    const { locations } = JSON.parse((await call("GET", url)).text) as Image;
    assert.match(locations?.[0]?.url ?? "", /^swift\+/);
    for (const host of imageHosts) await isReadableThrough(host);
  });

  it("is refused by the first upgraded host while it names Victoria; the other one serves", async () => {
    lab.upgrade("image1", "bookworm");
    const { status, stdout, stderr } = lab.tryPulumi("preview", "--refresh", "--expect-no-changes");
    assert.notEqual(status, 0);
    assert.match(stdout + stderr, /image1 has drifted: .*has Glance 25\.[^ ]+ \(zed\)/);
    isRefused(
      "image1",
      /image1: Release: Glance: the host has Glance 25\.\S+ \(zed\), and the stack's release is victoria \(Glance 21\)/,
    );
    await isReadableThrough("image2");
  });

  it("names Zed: the upgraded host serves again, and the next one is waited for", async () => {
    lab.set(["glance:release"], "zed");
    isRefused(
      "image2",
      /image2: Release: Glance: the host has Glance 21\.\S+ \(victoria\), and the stack's release is zed \(Glance 25\)/,
    );
    for (const host of imageHosts) await isReadableThrough(host);
  });

  it("is configured and proven anew once all its hosts are of Zed", () => {
    lab.upgrade("image2", "bookworm");
    lab.upgrade("compute1", "bookworm");
    lab.pulumi("up", "--refresh", "--yes", "--skip-preview");
    const reports = lab.output("hosts");
    for (const host of imageHosts) console.error(`${host}: ${reports[host]?.changes.join("; ")}`);
    assert.equal(lab.output("proof").passed, true);
    assert.deepEqual(
      lab.output("proof").images.map(({ uploadedThrough }) => uploadedThrough),
      [...imageHosts],
    );
    assert.equal(reports.image1?.schema, "synced");
    for (const host of imageHosts) {
      const changes = reports[host]?.changes ?? [];
      assert.ok(changes.includes(`FirewallRule: ${argumentsFile} removed`), changes.join("\n"));
      assert.equal(lab.on(host, `ls ${argumentsFile} 2>/dev/null || true`), "");
      const text = lab.on(host, `cat ${configuration}`);
      assert.match(text, /^bind_host = 127\.0\.0\.1$/m);
      assert.match(text, /^bind_port = \d+$/m);
      assert.match(lab.on(host, "pgrep -af glance-api"), /python3 \/usr\/bin\/glance-api /);
      assert.equal(lab.on(host, "pgrep -c uwsgi || true").trim(), "0");
    }
  });

  it("has the image of before through both hosts, byte for byte", async () => {
    for (const host of imageHosts) await isReadableThrough(host);
  });

  it("changes nothing when it comes up again, and has not drifted", () => {
    assert.match(lab.pulumi("up", "--yes"), /Resources:\n +\d+ unchanged\n\nDuration/);
    clean();
  });

  it("leaves image hosts what they had before, or a fresh host of Zed has, when it is destroyed", async () => {
    const call = await administrator();
    assert.equal((await call("DELETE", `${imagesOf("image2")}/${image}`)).status, 204);
    lab.pulumi("destroy", "--yes", "--skip-preview");
    for (const host of imageHosts) before.assertUpgraded(host, "reference");
    // Debian 11 leaves it off, Debian 12 would not: it is as it was before the first `up`.
    for (const host of imageHosts) assert.equal(lab.on(host, startsAtBoot).trim(), atBoot[host]);
    leavesNoRows(lab);
    for (const host of stackHosts) {
      const left = "ls -d /var/lib/pulumi-glance /etc/haproxy-glance 2>/dev/null";
      const ours = `${left}; grep -rl pulumi-glance /etc/glance /etc/nova /etc/systemd 2>/dev/null || true`;
      assert.equal(lab.on(host, ours), "", host);
      assert.equal(lab.on(host, "findmnt -rn -t fuse.glusterfs || true"), "", host);
    }
  });
});
