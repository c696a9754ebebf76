import assert from "node:assert/strict";
import type { TestLab } from "../../lab/session";

/** Everything of a host that the program may touch, as one line a file. */
export const snapshot = `
  find /etc/glance /etc/nova /etc/default /etc/iptables /etc/sysconfig /etc/systemd /etc/haproxy-glance \
    /var/lib/pulumi-glance /root -xdev \\( -path /root/.cache -o -path '*/.ansible*' \\) -prune -o \
    \\( -type f -o -type l \\) -printf '%p %l %m %u:%g ' -exec sha256sum {} ';' 2>/dev/null | sort
  iptables -S INPUT; ip6tables -S INPUT
  findmnt -rn -o TARGET,SOURCE -t fuse.glusterfs || true`;

/** The packages of a host, a line each. */
const packages = `
  dpkg-query -W -f '\${Package} \${db:Status-Status}\\n' | sed -n 's/ installed$//p'
  ! command -v rpm >/dev/null || rpm -qa --qf '%{NAME}\\n'`;

interface Host {
  readonly files: readonly string[];
  readonly packages: readonly string[];
}

/** What hosts had before the first `up`, for a comparison after a destroy. */
export class Footprint {
  private readonly hosts: ReadonlyMap<string, Host>;

  constructor(
    private readonly lab: TestLab,
    hosts: readonly string[],
  ) {
    this.hosts = new Map(
      hosts.map((host) => [
        host,
        { files: this.lines(host, snapshot), packages: this.lines(host, packages) },
      ]),
    );
  }

  /**
   * All hosts are what they were, but for files that packages have brought, which stay, and links to
   * them: a package's own script enables its units.
   */
  assertUnchanged(): void {
    for (const [host, before] of this.hosts) {
      const now = this.lines(host, packages);
      const lost = before.packages.filter((name) => !now.includes(name));
      assert.deepEqual(lost, [], `${host} lost packages`);
      const added = now.filter((name) => !before.packages.includes(name));
      const left = this.filesBut(host, added, before.files);
      assert.deepEqual(left, before.files, host);
      if (added.length === 0) continue;
      const enabled = this.lab.on(host, "systemctl is-enabled haproxy || true");
      assert.doesNotMatch(enabled, /^enabled/m, `${host}: haproxy starts at boot`);
    }
  }

  /**
   * An upgraded host has the files that it had before, or those of `reference`, whose programs are the
   * same and which nobody configures; and none beyond those, but for what packages have brought.
   * Units that the new packages would start at boot are another question: they may have been off before.
   */
  assertUpgraded(host: string, reference: string): void {
    const former = this.hosts.get(host)?.files ?? [];
    const fresh = this.lines(reference, snapshot);
    const there = this.lines(reference, packages);
    const added = this.lines(host, packages).filter((name) => !there.includes(name));
    const known = new Set([...former, ...fresh]);
    const left = this.filesBut(host, added, [...known]);
    assert.deepEqual(
      left.filter((line) => !known.has(line)),
      [],
      `${host} has files that neither it nor ${reference} had`,
    );
    const paths = new Set(left.map(pathOf));
    const lost = fresh.map(pathOf).filter((path) => !paths.has(path) && !isWanted(path));
    assert.deepEqual(lost, [], `${host} lacks what ${reference} has`);
  }

  /** The lines of a host's files without those that the packages brought and that are not known. */
  private filesBut(host: string, added: readonly string[], known: readonly string[]): string[] {
    const names = added.join(" ");
    const listing = `dpkg -L ${names} 2>/dev/null || rpm -ql ${names}`;
    const brought = new Set(added.length === 0 ? [] : this.lines(host, listing));
    return this.lines(host, snapshot).filter(
      (line) => known.includes(line) || !isBrought(line, brought),
    );
  }

  private lines(host: string, command: string): readonly string[] {
    const text = this.lab.on(host, command);
    return text.split("\n").filter((line) => line !== "");
  }
}

/** A file that a package brought, or a link by which one of its units starts at boot. */
function isBrought(line: string, brought: ReadonlySet<string>): boolean {
  const [path = "", target = ""] = line.split(" ");
  return brought.has(path) || (isWanted(path) && brought.has(target));
}

/** Of a file's line its path; of a rule, all of it. */
function pathOf(line: string): string {
  return line.startsWith("/") ? (line.split(" ")[0] ?? line) : line;
}

/** Whether a path is a link by which a unit starts at boot. */
function isWanted(path: string): boolean {
  return /^\/etc\/systemd\/system\/[^/]*\.wants\//.test(path);
}
