import "../support/mocks";
import * as assert from "node:assert/strict";
import { platform, platformNames } from "../../platforms/families";
import { complete } from "../support/configuration";
import { documentOf, made } from "../support/service";

/** Each name of a family that must not stand in a document for the other. */
const own = {
  debian: /"(glance-api|glance-registry|nova-compute)\.service"|glusterfs-client|glance-common/,
  redhat: /openstack-(glance|nova)|glusterfs-fuse/,
};

describe("platform", () => {
  for (const name of platformNames) {
    const others = platformNames.filter((other) => other !== name);
    it(`${name} alone is spoken of on its hosts`, async () => {
      const resources = await made(complete, { platform: name });
      for (const host of ["image1", "image2", "compute1"]) {
        const text = JSON.stringify(documentOf(resources, host));
        assert.match(text, own[name], host);
        for (const other of others) assert.doesNotMatch(text, own[other], host);
      }
    });
  }

  it("of Red Hat is the guide's own: units, packages, paths", () => {
    const { apiUnit, registryUnit, computeUnit, packages, novaFile } = platform("redhat");
    assert.deepEqual(
      [apiUnit, registryUnit, computeUnit],
      [
        "openstack-glance-api.service",
        "openstack-glance-registry.service",
        "openstack-nova-compute.service",
      ],
    );
    assert.deepEqual(packages.gluster, ["glusterfs", "glusterfs-fuse"]);
    assert.equal(novaFile, "/etc/nova/nova.conf");
  });
});
