/** Harm 8: Keystone has two services of type image; clients would find no version of the API. */
import assert from "node:assert/strict";
import type { Cloud } from "./cloud";
import type { Handmade } from "./handmade";

/** Refused with the ids of both, though only one has the name that the stack gives. */
export async function secondImageServiceIsRefused(cloud: Cloud, handmade: Handmade): Promise<void> {
  await cloud.keystone.create("service", { name: "former-glance", type: "image" });
  const services = await cloud.keystone.list("services", { type: "image" });
  const ids = services.map(({ id }) => id);
  assert.equal(ids.length, 2);
  try {
    await cloud.scratch(async () => {
      handmade.adopt();
      await cloud.refused([
        /IdentityRecords: Keystone: there are 2 services of type image/,
        ...ids.map((id) => new RegExp(id)),
        /openstack service delete/,
      ]);
    });
  } finally {
    for (const { id, name } of services) {
      if (name === "former-glance") await cloud.keystone.remove("service", id);
    }
  }
  handmade.serves();
}
