import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { HostDocument } from "../../host/document/document";
import type { HostReport } from "../../host/document/reports";
import { packProgram } from "../../host/archive";
import { emptyDocument } from "../support/emptyDocument";
import { versionsOf } from "../../releases/history";

const project = join(__dirname, "..", "..");
const labName = `families-${process.pid}`;
const program = "/root/families-test.pyz";
const hosts = ["firewalld", "nftables", "redhat", "ufw"] as const;

/** The lab's own command; what it prints. */
const lab = (...words: readonly string[]) =>
  execFileSync(join(project, "lab", "lab"), ["--lab", labName, ...words], {
    cwd: project,
    encoding: "utf8",
    stdio: ["ignore", "pipe", 2],
  });

/** Runs a command of the shell on a host, whatever its outcome. */
const on = (host: string, command: string, input = "") =>
  spawnSync(
    join(project, "lab", "lab"),
    ["--lab", labName, "exec", host, "--", "sh", "-c", command],
    {
      cwd: project,
      encoding: "utf8",
      input,
    },
  );

const said = (host: string, command: string) => {
  const { status, stdout, stderr } = on(host, command);
  assert.equal(status, 0, `${command}: ${stderr}`);
  return stdout.trim();
};

const empty: Omit<HostDocument, "host"> = {
  ...emptyDocument,
  stack: "test-families",
  validations: [{ kind: "firewall", component: "FirewallRule" }],
};
const component = "FirewallRule";
const opening = (...sources: string[]) => ({
  firewall: [{ port: 9292, protocol: "tcp" as const, sources, component }],
});

const tryApply = (host: string, parts: Partial<HostDocument>) =>
  on(host, `python3 ${program} apply`, JSON.stringify({ ...empty, host, ...parts }));
const apply = (host: string, parts: Partial<HostDocument>) => {
  const { status, stdout, stderr } = tryApply(host, parts);
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as HostReport;
};
const drift = (host: string) =>
  (JSON.parse(said(host, `python3 ${program} observe test-families`)) as { drift: object }).drift;
const undo = (host: string) =>
  JSON.parse(said(host, `python3 ${program} undo test-families`)) as HostReport;
const reboot = (host: string) => {
  lab("cut", host);
  lab("boot", host);
};

/** What each firewall has, live and kept, without its counters. */
const rules = {
  firewalld: "firewall-cmd --list-all-zones; firewall-cmd --permanent --list-all-zones",
  nftables: "nft -s list ruleset; cat /etc/nftables.conf",
  // Each opening once in each family, as those of firewalld: the lines by which ufw keeps them come beside.
  ufw: "iptables -S; ip6tables -S; ufw status | sed 's/9292/PORT/'",
} as const;

describe("Hosts of other families", function () {
  this.bail(true);

  this.beforeAll(() => {
    lab("up", "families");
    const archive = readFileSync(join(project, packProgram(project).path)).toString("base64");
    for (const host of hosts)
      assert.equal(on(host, `base64 -d >${program}`, archive).status, 0, host);
  });
  this.afterAll(() => {
    lab("down");
  });

  for (const host of ["firewalld", "nftables", "ufw"] as const) {
    it(`${host}: the port is open now and after a power cut, and undo leaves what was there`, () => {
      const before = said(host, rules[host]);
      assert.equal(apply(host, opening()).changed, true);
      assert.equal(apply(host, opening()).changed, false);
      const open = said(host, rules[host]);
      assert.equal(open.match(/9292/g)?.length, 2, open);
      assert.deepEqual(drift(host), {});
      reboot(host);
      assert.equal(said(host, rules[host]), open);
      apply(host, opening("10.77.0.0/16", "fd00::/8"));
      const limited = said(host, rules[host]);
      // ufw has a rule of its own in the firewall of each family, the others two in two places.
      assert.equal(limited.match(/9292/g)?.length, host === "ufw" ? 2 : 4, limited);
      assert.deepEqual(drift(host), {});
      assert.deepEqual(undo(host).left, []);
      assert.equal(said(host, rules[host]), before);
    });
  }

  it("ufw: a rule that turns the port away is refused, and nothing is changed", () => {
    said("ufw", "ufw deny 9292/tcp");
    const before = said("ufw", rules.ufw);
    const { status, stderr } = tryApply("ufw", opening());
    const after = said("ufw", rules.ufw);
    said("ufw", "ufw delete deny 9292/tcp");
    assert.equal(status, 1);
    assert.match(stderr, /a rule of ufw \(deny\) closes port 9292 to all/);
    assert.equal(after, before);
  });

  it("nftables: a chain that stands in no file is refused with the line to add", () => {
    said("nftables", "mv /etc/nftables.conf /root/; echo 'flush ruleset' >/etc/nftables.conf");
    const { status, stderr } = tryApply("nftables", opening());
    said("nftables", "mv /root/nftables.conf /etc/");
    assert.equal(status, 1);
    assert.match(stderr, /table inet filter, chain input.* repeat: tcp dport 9292 accept comment/);
  });

  it("nftables: with iptables beside it neither is taken for the one that rules", () => {
    said("nftables", "iptables -A INPUT -i wan0 -j REJECT");
    const { status, stderr } = tryApply("nftables", opening());
    said("nftables", "iptables -F INPUT");
    assert.equal(status, 1);
    assert.match(stderr, /nftables and iptables filter packets on this host at once/);
  });

  it("nftables: a ban of somebody's in iptables rules nothing, and stays", () => {
    const ban = "-A INPUT -s 10.99.0.0/16 -j REJECT --reject-with icmp-port-unreachable";
    said("nftables", `iptables ${ban}`);
    assert.equal(apply("nftables", opening()).changed, true);
    assert.match(said("nftables", rules.nftables), /9292/);
    assert.deepEqual(undo("nftables").left, []);
    const left = said("nftables", "iptables -S INPUT; iptables -F INPUT");
    assert.equal(left, `-P INPUT ACCEPT\n${ban}`);
  });

  it("redhat: rpm tells the release, dnf installs, and what failed is taken back", () => {
    const version = (release: string) => ({
      versions: [
        {
          service: "glance" as const,
          release,
          packages: ["openstack-glance"],
          command: ["glance-manage", "--version"],
          releases: versionsOf("glance") as Record<string, string>,
          component: "Release",
        },
      ],
      packages: [{ name: "haproxy", component: "Tls" }],
    });
    const installed = () => said("redhat", "rpm -qa | sort");
    const before = installed();
    const wrong = tryApply("redhat", version("2025.1"));
    assert.match(
      wrong.stderr,
      /the host has Glance 25\.1\.0-1\.el9 \(zed\).* 2025\.1 \(Glance 30\)/,
    );
    const unit = { name: "none.service", reads: [], reload: false, component: "X" };
    assert.equal(tryApply("redhat", { ...version("zed"), units: [unit] }).status, 1);
    assert.equal(installed(), before);
    assert.deepEqual(apply("redhat", version("zed")).changes, ["Tls: package haproxy installed"]);
    assert.equal(on("redhat", "systemctl is-enabled lab-haproxy").stdout.trim(), "disabled");
    assert.deepEqual(undo("redhat").left, ["Tls: packages stay installed: haproxy, liblua"]);
  });

  it("redhat: a repository that does not answer is named", () => {
    said("redhat", "mv /srv/rpm/repodata /srv/rpm/gone; dnf -q clean all");
    const packages = [{ name: "glusterfs", component: "GlusterMount" }];
    const { status, stderr } = tryApply("redhat", { packages });
    said("redhat", "mv /srv/rpm/gone /srv/rpm/repodata");
    assert.equal(status, 1);
    assert.match(stderr, /package glusterfs: cannot be installed: .*Failed to download.*'lab'/);
  });
});
