import assert from "node:assert/strict";
import type { TestLab } from "../../lab/session";

/** What somebody changes by hand on each host, and what a refresh must say of it. */
const byHand: Readonly<
  Record<string, { readonly change: string; readonly found: readonly RegExp[] }>
> = {
  image1: {
    change: `sed -i 's/^workers = .*/workers = 7/' /etc/glance/glance-api.conf
      chmod 644 /etc/glance/glance-api.conf
      iptables -S INPUT | grep 9292 | sed 's/^-A/-D/' | xargs iptables
      systemctl stop haproxy-glance`,
    found: [
      /image1 has drifted: glance-api\.conf \[DEFAULT\] workers: 7, not 2$/m,
      /image1 has drifted: \/etc\/glance\/glance-api\.conf mode: 0644, not 0640$/m,
      /image1 has drifted: iptables INPUT: no rule opens port 9292 to \S+ before the first rule that rejects/m,
      /image1 has drifted: unit haproxy-glance\.service: not running$/m,
    ],
  },
  image2: {
    change: `sed -i 's/^transport_url = .*/transport_url = rabbit:\\/\\/canary-drift/' /etc/glance/glance-api.conf
      systemctl stop glance-api
      umount /var/lib/glance/images`,
    found: [
      /image2 has drifted: glance-api\.conf \[DEFAULT\] transport_url: differs$/m,
      /image2 has drifted: mount \/var\/lib\/glance\/images: not mounted$/m,
      /image2 has drifted: unit glance-api\.service: not running$/m,
    ],
  },
  controller: {
    change: `. /root/keystonerc_admin
      openstack user set --disable glance </dev/null
      id=$(openstack endpoint list --service image --interface admin -f value -c ID </dev/null)
      openstack endpoint set --url http://somewhere.else:1 "$id" </dev/null`,
    found: [
      /controller has drifted: Keystone user glance: disabled$/m,
      /controller has drifted: Keystone endpoint admin RegionOne: http:\/\/somewhere\.else:1, not https:/m,
    ],
  },
  compute1: {
    change: "true", // its SSH server is away, by the session that starts it again
    found: [/compute1: cannot be observed: .* refuses the connection/m],
  },
};

/** A refresh that expects no change: its exit code, and all that it printed. */
function check(lab: TestLab): { readonly status: number | null; readonly said: string } {
  const { status, stdout, stderr } = lab.tryPulumi("preview", "--refresh", "--expect-no-changes");
  return { status, said: stdout + stderr };
}

/** Drift is found item by item on every host, an unreachable one hides no other, and is repaired. */
export async function driftIsFoundAndRepaired(lab: TestLab): Promise<void> {
  const clean = check(lab);
  assert.equal(clean.status, 0, clean.said);

  for (const [host, { change }] of Object.entries(byHand)) lab.on(host, change);
  // A session outlives the server that it came by: nobody could log in to start that one.
  const back = await lab.meanwhile("compute1", "systemctl stop ssh", "systemctl start ssh");
  const drifted = check(lab);
  await back();
  assert.notEqual(drifted.status, 0);
  for (const { found } of Object.values(byHand)) {
    for (const line of found) assert.match(drifted.said, line);
  }
  assert.ok(!drifted.said.includes("canary-drift"), "the value of a secret is shown");

  lab.pulumi("up", "--refresh", "--yes", "--skip-preview");
  assert.equal(lab.output("proof").passed, true);
  const repaired = check(lab);
  assert.equal(repaired.status, 0, repaired.said);
}
