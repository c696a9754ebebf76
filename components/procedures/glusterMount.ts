import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { glusterMountPointBase, volumeDrivers } from "../../releases/meanings/compute";
import type { AnyRelease } from "../../releases/history";
import { has } from "../../releases/release";
import {
  listed,
  pathOf,
  Procedure,
  settingsOf,
  type Contributions,
  type Target,
} from "./procedure";

export interface GlusterMountArgs extends Target {
  /** A server of the volume. */
  readonly server: string;
  /** The volume. */
  readonly volume: string;
  /** Where it is mounted, on image and compute hosts alike. */
  readonly mountPoint: string;
  /** Mount options, `defaults,_netdev`. */
  readonly options: string;
  /** Whether Nova may use Gluster volumes itself; Nova to Ocata only. */
  readonly volumeDriver: boolean;
  /** The release of Nova on compute hosts. */
  readonly computeRelease: AnyRelease;
}

const driver = "glusterfs=nova.virt.libvirt.volume.LibvirtGlusterfsVolumeDriver";

/**
 * Procedure 5.10: the Gluster volume that image and compute hosts share: packages, mount, owner,
 * and an order in which Glance never starts on an unmounted directory.
 */
export class GlusterMount extends Procedure {
  constructor(name: string, args: GlusterMountArgs, opts?: ComponentResourceOptions) {
    const { platform } = args;
    const mount = {
      source: `${args.server}:/${args.volume}`,
      type: "glusterfs",
      mountPoint: args.mountPoint,
      options: args.options,
    };
    const glance = { owner: platform.glanceUser, group: platform.glanceGroup, mode: "0755" };
    super(
      "GlusterMount",
      name,
      {
        image: {
          packages: platform.packages.gluster,
          mounts: [{ ...mount, ownership: glance, requiredBy: [platform.apiUnit] }],
        },
        compute: {
          packages: platform.packages.gluster,
          mounts: [{ ...mount, ownership: null, requiredBy: [platform.computeUnit] }],
          ...novaDrivers(args),
        },
      },
      opts,
    );
  }
}

function novaDrivers(args: GlusterMountArgs): Contributions["compute"] {
  if (!args.volumeDriver) return {};
  const { computeRelease: release, platform, mountPoint } = args;
  const { settings, drops } = settingsOf({ ...args, release }, [
    [glusterMountPointBase, mountPoint],
  ]);
  const nova = pathOf("nova.conf", platform);
  return {
    settings,
    drops,
    // Nova's own list has all drivers: only one that somebody has set must be added to.
    ...(has(volumeDrivers, release)
      ? listed({ platform, release }, [[volumeDrivers, { item: driver, into: "whereSet" }]])
      : {}),
    units: { [platform.computeUnit]: [nova] },
  };
}
