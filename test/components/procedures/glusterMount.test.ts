import "../../support/mocks";
import * as assert from "node:assert/strict";
import { GlusterMount } from "../../../components/procedures/glusterMount";
import { SettingGone } from "../../../releases/release";
import { spoken } from "../../support/procedure";
import { nova, on, zed } from "../../support/target";

const made = (volumeDriver: boolean, target = zed, computeRelease = target.release) =>
  spoken(
    () =>
      new GlusterMount("gluster", {
        ...target,
        server: "10.0.0.6",
        volume: "images",
        mountPoint: "/var/lib/glance/images",
        options: "defaults,_netdev",
        volumeDriver,
        computeRelease,
      }),
  );

const mount = {
  source: "10.0.0.6:/images",
  type: "glusterfs",
  mountPoint: "/var/lib/glance/images",
  options: "defaults,_netdev",
};

const base = { glusterfs_mount_point_base: "/var/lib/glance/images" };

describe("GlusterMount", () => {
  it("mounts on image hosts for glance, which never starts without it", async () => {
    const part = await made(false);
    assert.deepEqual(part.said("image"), {
      packages: ["glusterfs-client"],
      mounts: [
        {
          ...mount,
          ownership: { owner: "glance", group: "glance", mode: "0755" },
          requiredBy: ["glance-api.service"],
        },
      ],
    });
  });

  it("mounts on compute hosts without taking the directory from its owner", async () => {
    const part = await made(false);
    assert.deepEqual(part.said("compute"), {
      packages: ["glusterfs-client"],
      mounts: [{ ...mount, ownership: null, requiredBy: ["nova-compute.service"] }],
    });
    assert.equal(part.said("identity"), undefined);
  });

  it("sets the mount point base for Ocata, in which all drivers are always there", async () => {
    const part = await made(true, on("ocata"));
    assert.deepEqual(part.said("compute"), {
      packages: ["glusterfs-client"],
      mounts: [{ ...mount, ownership: null, requiredBy: ["nova-compute.service"] }],
      settings: { [nova]: { libvirt: base } },
      drops: { [nova]: { DEFAULT: ["glusterfs_mount_point_base"] } },
      units: { "nova-compute.service": [nova] },
    });
  });

  it("adds the driver for Juno to a list that is set, by whichever of its names", async () => {
    const { settings, lists, drops } = (await made(true, on("juno"))).said("compute") ?? {};
    const driver = {
      item: "glusterfs=nova.virt.libvirt.volume.LibvirtGlusterfsVolumeDriver",
      into: "whereSet",
    };
    assert.deepEqual(settings, { [nova]: { libvirt: base } });
    assert.deepEqual(lists, {
      [nova]: {
        libvirt: { volume_drivers: driver },
        DEFAULT: { libvirt_volume_drivers: driver, volume_drivers: driver },
      },
    });
    assert.deepEqual(drops, { [nova]: { DEFAULT: ["glusterfs_mount_point_base"] } });
  });

  it("speaks to Nova of its own release beside a newer Glance", async () => {
    const part = await made(true, on("pike"), "ocata");
    assert.deepEqual(part.said("compute")?.settings, { [nova]: { libvirt: base } });
    await assert.rejects(made(true, on("ocata"), "pike"), /pike no longer has .*, gone since pike/);
  });

  it("says for Zed which release lost the drivers and what there is instead", async () => {
    await assert.rejects(made(true), (error) => {
      assert.ok(error instanceof SettingGone);
      assert.match(
        error.message,
        /^zed no longer has Nova's glusterfs_mount_point_base \(procedure 5\.10\), gone since pike\. Leave compute\.volumeDriver out: .* still mount the volume /,
      );
      return true;
    });
  });
});
