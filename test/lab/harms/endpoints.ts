/** Harm 6, as a change: clients are led to other URLs before all hosts serve them. */
import assert from "node:assert/strict";
import type { Cloud } from "./cloud";

const folder = "/etc/systemd/system/glance-api.service.d";

/** Lets the service start with the former settings only. */
const failWithTheNewOnes = `mkdir -p ${folder}
  printf '[Service]\\nExecStartPre=/bin/sh -c "! grep -q ^workers.*7 /etc/glance/glance-api.conf"\\n' >${folder}/fail.conf
  systemctl daemon-reload`;

/**
 * A host that cannot follow leaves the catalogue as it was; once it can, the next `up` changes it. The
 * host is the machine that another test has put in image2's place.
 */
export async function clientsAreLedElsewhereLast(cloud: Cloud): Promise<void> {
  const { lab } = cloud;
  const endpoints = async () =>
    (await cloud.rows()).filter((row) => row.startsWith("endpoints ") && row.includes(":9292"));
  const url = `https://${lab.inventory.hosts.image1?.address ?? ""}:9292`;
  const before = await endpoints();
  await cloud.scratch(async () => {
    lab.set(["glance:extra", "glance-api.conf"], "[DEFAULT]\nworkers = 7\n");
    lab.set(["glance:endpoints", "internal"], url);
    lab.on("spare", failWithTheNewOnes);
    const { status, said } = cloud.run("up", "--yes", "--skip-preview");
    lab.on("spare", `rm -r ${folder}; systemctl daemon-reload`);
    assert.notEqual(status, 0, said);
    assert.match(said, /everything on this host was put back/);
    assert.deepEqual(await endpoints(), before);
    cloud.up();
    assert.equal((await endpoints()).filter((row) => row.includes(url)).length, 2);
  });
  cloud.up();
  assert.deepEqual(await endpoints(), before);
}
