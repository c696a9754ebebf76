import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fast } from "../../faults/suite";
import { TestLab } from "../../lab/session";
import { reaches } from "../support/reaches";
import { driftIsFoundAndRepaired } from "./drift";
import { Footprint, snapshot } from "./footprint";
import { leavesNoRows } from "./journey";
import { ownersCannotChangeLocations } from "./locations";

const imageHosts = ["image1", "image2"] as const;
const allHosts = ["controller", "image1", "image2", "compute1"] as const;
const workers = ["glance:extra", "glance-api.conf"] as const;

/** Passwords as the services read them: by oslo.config, SQLAlchemy, oslo.messaging, glance_store. */
const asServicesRead = `python3 - <<'END'
import json
from glance_store._drivers.swift import store, utils
from oslo_config import cfg
from oslo_messaging import TransportURL
from sqlalchemy.engine import make_url

conf = cfg.ConfigOpts()
conf.register_opt(cfg.StrOpt("connection"), group="database")
conf.register_opt(cfg.StrOpt("password"), group="keystone_authtoken")
conf.register_opts(store._SWIFT_OPTS, group="swift")
conf.register_opts(utils.swift_opts, group="swift")
conf([], project="glance", default_config_files=["/etc/glance/glance-api.conf"])
swift = utils.SwiftParams(conf, backend="swift").params[conf.swift.default_swift_reference]
print(json.dumps({
    # PyMySQL sends a password as Latin-1, and the server reads UTF-8.
    "database": make_url(conf.database.connection).password.encode("latin-1").decode(),
    "broker": TransportURL.parse(conf).hosts[0].password,
    "swift": swift["key"],
    "service": conf.keystone_authtoken.password,
}))
END`;

/** A lab of this run's own: one that somebody left up is not disturbed. */
const labName = `test-${process.pid}`;

describe("The main job on real hosts", function () {
  this.bail(true);
  let lab: TestLab;
  let before: Footprint;
  let shown = "";

  const addressOf = (host: string) => lab.inventory.hosts[host]?.address ?? "";
  /** Logs in as that user from the next `up` on. */
  const logInAs = (user: string) => {
    lab.set(["glance:ssh", "user"], user);
  };
  const logins = () =>
    allHosts.map((host) =>
      Number(
        // What sshd has just said may not have been written yet.
        lab.on(
          host,
          "journalctl --sync; journalctl -q _COMM=sshd -o cat | grep -c 'Accepted publickey' || true",
        ),
      ),
    );
  const secretsOfLab = () => {
    const { database, swift, broker, tls } = lab.inventory;
    const key = tls === null ? [] : [readFileSync(tls.privateKeyFile, "utf8").split("\n")[1] ?? ""];
    return [database.password, swift.password, broker.password, lab.servicePassword(), ...key];
  };
  const holdsNoSecret = (text: string) => {
    for (const secret of secretsOfLab()) {
      assert.ok(secret.length > 3);
      // Also as the database's URL has it, each byte a Latin-1 character.
      const bytes = Buffer.from(secret, "utf8").toString("latin1");
      const quoted = JSON.stringify(secret).slice(1, -1);
      for (const form of [secret, encodeURIComponent(secret), encodeURIComponent(bytes), quoted]) {
        assert.ok(!text.includes(form), "a secret is shown");
      }
    }
  };

  this.beforeAll(() => {
    lab = TestLab.up(labName, "zed", "demo");
    before = new Footprint(lab, allHosts);
  });
  this.afterAll(() => {
    TestLab.down(labName);
    const links = execFileSync("ip", ["-d", "link"], { encoding: "utf8" });
    assert.ok(!links.includes(`vb-${labName}-`), "down leaves no interface behind");
  });

  it("configures all hosts, with sudo, and proves that images come back byte for byte", async () => {
    for (const host of imageHosts) assert.equal(await reaches(addressOf(host), 9292), false);
    logInAs(lab.inventory.ssh.sudoUser);
    shown += lab.pulumi("up", "--yes");
    const proof = lab.output("proof");
    assert.equal(proof.passed, true);
    const uploads = proof.images.map(({ uploadedThrough }) => uploadedThrough);
    for (const host of imageHosts) assert.ok(uploads.includes(host));
    for (const { downloadedThrough } of proof.images) {
      assert.deepEqual([...downloadedThrough].sort(), [...imageHosts]);
    }
    assert.ok((proof.objects ?? []).length > 0);
    assert.ok((proof.notifications ?? []).length > 0);
  });

  it("gives out the file system's id and the endpoints' URLs", () => {
    const uuid = lab.output("filesystemUuid");
    assert.match(uuid, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    for (const host of imageHosts) {
      const json = lab.on(host, "cat /etc/glance/filesystem_store_metadata.json");
      assert.deepEqual(JSON.parse(json), { id: uuid, mountpoint: "/var/lib/glance/images" });
    }
    const urls = lab.output("endpointUrls");
    assert.equal(urls.public, `https://${addressOf("image1")}:9292`);
    assert.equal(urls.internal, `https://${addressOf("image2")}:9292`);
    const listed = lab.on(
      "controller",
      ". /root/keystonerc_admin; openstack endpoint list --service image -f json </dev/null",
    );
    const rows = JSON.parse(listed) as { Interface: string; URL: string; Region: string }[];
    assert.deepEqual(Object.fromEntries(rows.map((row) => [row.Interface, row.URL])), urls);
  });

  it("writes what the services' own parsers read back as the very passwords", () => {
    const { database, broker, swift } = lab.inventory;
    const read = JSON.parse(lab.on("image1", asServicesRead)) as Record<string, string>;
    assert.equal(read.database, database.password);
    assert.equal(read.broker, broker.password);
    assert.equal(read.swift, swift.password);
    assert.equal(read.service, lab.servicePassword());
  });

  it("opens 9292 to users, and Glance's own port to none", async () => {
    for (const host of imageHosts) {
      assert.equal(await reaches(addressOf(host), 9292), true);
      assert.equal(await reaches(addressOf(host), 9293), false);
      for (const family of ["iptables", "ip6tables"]) {
        const rules = lab.on(host, `${family} -S INPUT`).split("\n");
        const ours = rules.findIndex((rule) => rule.includes("9292"));
        const reject = rules.findIndex(
          (rule) => /REJECT|DROP$/.test(rule) && rule.startsWith("-A"),
        );
        assert.ok(ours >= 0 && ours < reject, `${host} ${family}: ${rules.join(" | ")}`);
      }
      lab.on(host, "netfilter-persistent reload");
      assert.equal(await reaches(addressOf(host), 9292), true);
    }
  });

  it("lets an image's owner not change where it lies (OSSN-0065)", () =>
    ownersCannotChangeLocations(lab, lab.servicePassword()));

  it("mounts the Gluster volume before Glance, on image and compute hosts", () => {
    for (const host of ["image1", "image2", "compute1"]) {
      const source = lab.on(host, "findmnt -n -o FSTYPE /var/lib/glance/images").trim();
      assert.equal(source, "fuse.glusterfs");
    }
    const after = lab.on("image1", "systemctl show -p RequiresMountsFor -p After glance-api");
    assert.match(after, /var-lib-glance-images\.mount/);
  });

  it("changes nothing and dials nothing when run again", () => {
    const count = logins();
    // Counting logs in to each host once itself.
    const again = lab.pulumi("up", "--yes");
    assert.deepEqual(
      logins(),
      count.map((n) => n + 1),
    );
    assert.match(again, /Resources:\n +\d+ unchanged\n\nDuration/);
    shown += again;
  });

  it("finds what was changed by hand, item by item on each host, and puts it right", () =>
    driftIsFoundAndRepaired(lab));

  it("previews one changed setting as exactly that key, and then changes just that", () => {
    const restarts = (host: string) => lab.on(host, "systemctl show -p InvocationID glance-api");
    const running = imageHosts.map(restarts);
    const computes = lab.on("compute1", snapshot);
    lab.set(workers, "[DEFAULT]\nworkers = 3\n");
    const preview = lab.pulumi("preview", "--diff");
    const changed = preview
      .split("\n")
      .filter((line) => /^\s*[~+-] .*(=>|:\s)/.test(line) && line.includes("=>"));
    assert.ok(
      changed.some((line) => /workers\s*: "2" => "3"/.test(line)),
      preview,
    );
    const keys = changed.filter((line) => !/secret|unknown|output</.test(line));
    assert.deepEqual(
      keys.map((line) => line.trim()),
      ['~ workers: "2" => "3"'],
    );
    shown += preview + lab.pulumi("up", "--yes", "--skip-preview");
    const report = lab.output("hosts");
    for (const host of imageHosts) {
      assert.deepEqual(report[host]?.restarted, ["glance-api.service"]);
      assert.equal(report[host].changes.length, 1);
    }
    for (const [index, now] of imageHosts.map(restarts).entries()) {
      assert.notEqual(now, running[index]);
    }
    assert.equal(lab.on("compute1", snapshot), computes);
  });

  it("keeps the state small and every secret out of sight", () => {
    const exported = lab.pulumi("stack", "export", "--stack", "demo");
    // What a host adds, as backends keep it: without the blanks that are for the eye, and without
    // what a stack has once, whose share is large only where hosts are few.
    const { deployment } = JSON.parse(exported) as { deployment: { resources: { urn: string }[] } };
    const ofHosts = deployment.resources.filter(({ urn }) => urn.includes("glance:index:Host"));
    const size = JSON.stringify(ofHosts).length / allHosts.length;
    assert.ok(size < 20_000, `${size} bytes a host`);
    console.error(`state: ${Math.round(size)} bytes a host, ${exported.length} in all, indented`);
    holdsNoSecret(exported);
    holdsNoSecret(shown);
    for (const host of imageHosts) {
      holdsNoSecret(
        lab.on(host, "journalctl --sync; journalctl -q -o cat -u 'glance*' -u ssh | cat"),
      );
      const reports = JSON.stringify(lab.output("hosts"));
      holdsNoSecret(reports);
    }
  });

  it("follows the broker's new password, and root as the login, to a passed proof", () => {
    logInAs("root");
    const password = `a/b ${lab.inventory.broker.password}`;
    lab.on("controller", 'LC_ALL=C.UTF-8 rabbitmqctl -q change_password glance "$(cat)"', password);
    lab.setSecret("glance:broker.password", password);
    shown += lab.pulumi("up", "--yes", "--skip-preview");
    assert.equal(lab.output("proof").passed, true);
    for (const user of ["root", lab.inventory.ssh.sudoUser]) {
      assert.match(lab.on("image1", `ls -a ~${user}`), /\.pulumi-glance-/);
    }
    holdsNoSecret(shown);
  });

  it("loses nothing to a few faults; make faults tries many", async () => {
    for (const { lost } of await fast(lab, console.error)) assert.deepEqual(lost, []);
  });

  it("puts back what the hosts had, with sudo, and removes the identity rows that it made", () => {
    logInAs(lab.inventory.ssh.sudoUser);
    lab.pulumi("up", "--yes", "--skip-preview"); // destroy logs in as the last up did
    lab.pulumi("destroy", "--yes");
    before.assertUnchanged();
    leavesNoRows(lab);
    const home = lab.on("image1", `ls -a ~${lab.inventory.ssh.sudoUser}`);
    assert.doesNotMatch(home, /pulumi-glance/);
  });
});
