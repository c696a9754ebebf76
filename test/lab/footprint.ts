import assert from "node:assert/strict";
import type { TestLab } from "../support/lab";

/** Everything of a host that the program may touch, as one line a file. */
export const snapshot = `
  find /etc/glance /etc/nova /etc/default /etc/iptables /etc/systemd /etc/haproxy-glance \
    /var/lib/pulumi-glance /root -xdev \\( -path /root/.cache -o -path '*/.ansible*' \\) -prune -o \
    \\( -type f -o -type l \\) -printf '%p %l %m %u:%g ' -exec sha256sum {} ';' 2>/dev/null | sort
  iptables -S INPUT; ip6tables -S INPUT
  findmnt -rn -o TARGET,SOURCE -t fuse.glusterfs || true`;

/** The packages of a host, a line each. */
const packages = `dpkg-query -W -f '\${Package} \${db:Status-Status}\\n' | sed -n 's/ installed$//p'`;

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
      const listing = `dpkg -L ${added.join(" ")}`;
      const brought = new Set(added.length === 0 ? [] : this.lines(host, listing));
      const left = this.lines(host, snapshot).filter(
        (line) => before.files.includes(line) || !line.split(" ").some((path) => brought.has(path)),
      );
      assert.deepEqual(left, before.files, host);
      if (added.length === 0) continue;
      const enabled = this.lab.on(host, "systemctl is-enabled haproxy || true");
      assert.doesNotMatch(enabled, /^enabled/m, `${host}: haproxy starts at boot`);
    }
  }

  private lines(host: string, command: string): readonly string[] {
    const text = this.lab.on(host, command);
    return text.split("\n").filter((line) => line !== "");
  }
}
