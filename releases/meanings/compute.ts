import type { Meaning } from "../release";

/** Nova's drivers of remote volumes, a list. */
export const volumeDrivers: Meaning = {
  title: "Nova's volume_drivers",
  guide: "procedure 5.10",
  statements: [
    {
      since: "juno",
      until: "kilo",
      option: { file: "nova.conf", section: "libvirt", key: "volume_drivers" },
      supersedes: ["DEFAULT/libvirt_volume_drivers", "DEFAULT/volume_drivers"],
    },
  ],
  gone: { release: "kilo", instead: "All drivers are always there; leave it out." },
};

/** Where Nova mounts Gluster volumes. */
export const glusterMountPointBase: Meaning = {
  title: "Nova's glusterfs_mount_point_base",
  guide: "procedure 5.10",
  statements: [
    {
      since: "juno",
      until: "pike",
      option: { file: "nova.conf", section: "libvirt", key: "glusterfs_mount_point_base" },
      supersedes: ["DEFAULT/glusterfs_mount_point_base"],
    },
  ],
  gone: {
    release: "pike",
    instead:
      "The volume itself is still mounted on image and compute hosts by the settings under gluster; leave compute.volumeDriver out.",
  },
};

const directCopyGone = {
  release: "pike",
  instead:
    "Nova copies images over HTTP, and directly only from Ceph ([glance] enable_rbd_download, Ussuri and later); leave compute.filesystemEntry out.",
} as const;

/** The schemes of direct URLs that Nova may use, a list. */
export const allowedDirectUrlSchemes: Meaning = {
  title: "Nova's allowed_direct_url_schemes",
  guide: "procedure 5.12",
  statements: [
    {
      since: "juno",
      until: "pike",
      option: { file: "nova.conf", section: "glance", key: "allowed_direct_url_schemes" },
      supersedes: ["DEFAULT/allowed_direct_url_schemes"],
    },
  ],
  gone: directCopyGone,
};

/** The list of file systems that Nova may copy images from. */
export const imageFilesystems: Meaning = {
  title: "Nova's image_file_url",
  guide: "procedure 5.12",
  statements: [
    {
      since: "juno",
      until: "pike",
      option: { file: "nova.conf", section: "image_file_url", key: "filesystems" },
      supersedes: [],
    },
  ],
  gone: directCopyGone,
};
