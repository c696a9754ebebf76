import { only } from "../../support/mocks";
import * as assert from "node:assert/strict";
import { Release } from "../../../components/procedures/release";
import { platform } from "../../../platforms/families";
import { versionsOf } from "../../../releases/history";
import { made as stack } from "../../support/service";
import { smallest } from "../../support/configuration";
import { spoken } from "../../support/procedure";
import { zed } from "../../support/target";

describe("Release", () => {
  it("asks image hosts for Glance and hosts of Compute for Nova, by package or by command", async () => {
    const part = await spoken(() => new Release("release", { ...zed, computeRelease: "yoga" }));
    assert.deepEqual(part.said("image"), {
      versions: [
        {
          service: "glance",
          release: "zed",
          packages: ["glance-common", "python3-glance"],
          command: ["glance-manage", "--version"],
          releases: versionsOf("glance"),
        },
      ],
    });
    const nova = (part.said("compute") as { versions: unknown[] }).versions;
    assert.deepEqual(nova, [
      {
        service: "nova",
        release: "yoga",
        packages: ["nova-common", "python3-nova"],
        command: ["nova-compute", "--version"],
        releases: versionsOf("nova"),
      },
    ]);
  });

  it("knows Red Hat's packages", async () => {
    const target = { ...zed, platform: platform("redhat"), computeRelease: zed.release };
    const part = await spoken(() => new Release("release", target));
    const { versions: glance } = part.said("image") as { versions: { packages: string[] }[] };
    assert.equal(glance[0]?.packages[0], "openstack-glance");
  });

  it("shows in a preview the release and its version, and no other release", async () => {
    const { inputs } = only(await stack(smallest), "glance:index:Release");
    assert.deepEqual((inputs.image as { versions: unknown }).versions, [
      {
        service: "glance",
        release: "zed",
        version: "25",
        packages: ["glance-common", "python3-glance"],
        command: ["glance-manage", "--version"],
      },
    ]);
  });
});
