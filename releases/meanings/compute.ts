import { called, gone, type Meaning } from "../release";

/** Nova's drivers of remote volumes, a list. */
export const volumeDrivers: Meaning = {
  title: "Nova's volume_drivers",
  guide: "procedure 5.10",
  file: "nova.conf",
  names: {
    juno: called(
      "libvirt/volume_drivers",
      "DEFAULT/libvirt_volume_drivers",
      "DEFAULT/volume_drivers",
    ),
    kilo: gone("Leave it out: all drivers are always there."),
  },
};

/** Where Nova mounts Gluster volumes. */
export const glusterMountPointBase: Meaning = {
  title: "Nova's glusterfs_mount_point_base",
  guide: "procedure 5.10",
  file: "nova.conf",
  names: {
    juno: called("libvirt/glusterfs_mount_point_base", "DEFAULT/glusterfs_mount_point_base"),
    pike: gone(
      "Leave compute.volumeDriver out: the settings under gluster still mount the volume itself on image and compute hosts.",
    ),
  },
};

const directCopyGone = gone(
  "Leave compute.filesystemEntry out: Nova copies images over HTTP, and directly only from Ceph ([glance] enable_rbd_download, Wallaby and later). For file systems share a cache between compute hosts (NFS or Gluster under instances_path).",
);

/** The schemes of direct URLs that Nova may use, a list. */
export const allowedDirectUrlSchemes: Meaning = {
  title: "Nova's allowed_direct_url_schemes",
  guide: "procedure 5.12",
  file: "nova.conf",
  names: {
    juno: called("DEFAULT/allowed_direct_url_schemes"),
    kilo: called("glance/allowed_direct_url_schemes", "DEFAULT/allowed_direct_url_schemes"),
    pike: directCopyGone,
  },
};

/** The list of file systems that Nova may copy images from. */
export const imageFilesystems: Meaning = {
  title: "Nova's image_file_url",
  guide: "procedure 5.12",
  file: "nova.conf",
  names: {
    juno: called("image_file_url/filesystems"),
    newton: gone(
      "Nova looks for its sections before it has read nova.conf, finds none, and takes all images over HTTP; without it Nova copies from the same path as Glance's, which the scheme file alone allows.",
    ),
    pike: directCopyGone,
  },
};
