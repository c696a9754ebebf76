/** The file system for images, Gluster, Compute, and the proof's size. */
import { hostKey } from "../../support/configuration";
import { ofSmallest, type BadConfiguration } from "../case";

const image2 = { address: "10.0.0.12", hostKey: hostKey(2), roles: ["image"] };
const gluster = { server: "10.0.0.6", volume: "images" };
const volume = "must hold only letters of ASCII";

export const storage: readonly BadConfiguration[] = ofSmallest("storage", [
  [
    "the root as a mount point",
    { gluster: { ...gluster, mountPoint: "/" } },
    "gluster.mountPoint",
    "must be an absolute path",
  ],
  [
    "a mount point with ..",
    { gluster: { ...gluster, mountPoint: "/var/lib/../etc" } },
    "gluster.mountPoint",
    "must be an absolute path",
  ],
  [
    "a volume with a slash",
    { gluster: { ...gluster, volume: "/images" } },
    "gluster.volume",
    volume,
  ],
  [
    "server and volume in one",
    { gluster: { ...gluster, volume: "10.0.0.6:/images" } },
    "gluster.volume",
    volume,
  ],
  [
    "a server with the volume",
    { gluster: { ...gluster, server: "10.0.0.6:/images" } },
    "gluster.server",
    "a host name",
  ],
  [
    "no volume",
    { gluster: { server: "10.0.0.6" } },
    "gluster.volume",
    "is missing: it names the Gluster volume",
  ],
  [
    "options with blanks",
    { gluster: { ...gluster, options: "defaults, _netdev" } },
    "gluster.options",
    "must hold no blank",
  ],
  [
    "options in a list",
    { gluster: { ...gluster, options: ["defaults"] } },
    "gluster.options",
    "must be text",
  ],
  [
    "images outside the volume",
    { gluster, filesystem: { imagesDirectory: "/srv/images" } },
    "filesystem.imagesDirectory",
    "must be gluster.mountPoint",
  ],
  [
    "images in a directory that begins like the volume",
    { gluster, filesystem: { imagesDirectory: "/var/lib/glance/images2" } },
    "filesystem.imagesDirectory",
    "must be gluster.mountPoint",
  ],
  [
    "metadata among the images",
    { filesystem: { metadataFile: "/var/lib/glance/images/store.json" } },
    "filesystem.metadataFile",
    "must be outside filesystem.imagesDirectory",
  ],
  [
    "metadata in place of the images",
    { filesystem: { metadataFile: "/var/lib/glance/images" } },
    "filesystem.metadataFile",
    "must be outside",
  ],
  [
    "metadata over Glance's settings",
    { filesystem: { metadataFile: "/etc/glance/glance-api.conf" } },
    "filesystem.metadataFile",
    "must be a file of its own",
  ],
  [
    "several hosts with a file system each",
    { filesystem: {}, "hosts/image2": image2 },
    "filesystem.shared",
    "one id means one file system",
  ],
  [
    "several hosts with a file store each",
    { "hosts/image2": image2 },
    "fileStore.shared",
    "each would have only the images that came through it",
  ],
  [
    "several hosts whose common volume is no place of images",
    { "hosts/image2": image2, gluster: { ...gluster, mountPoint: "/srv/images" } },
    "fileStore.shared",
    "mount one file system at /var/lib/glance/images",
  ],
  [
    "an id that is a device's",
    { filesystem: { id: "/dev/disk/by-uuid/1" } },
    "filesystem.id",
    "must be a UUID",
  ],
  [
    "Nova's volume drivers on Zed",
    { gluster, "compute/volumeDriver": true },
    "compute.volumeDriver",
    "zed no longer has",
  ],
  [
    "direct access of Nova on Zed",
    { filesystem: {}, "compute/filesystemEntry": "images" },
    "compute.filesystemEntry",
    "zed no longer has",
  ],
  [
    "direct access to a directory that the compute host does not see",
    {
      release: "ocata",
      filesystem: {},
      "compute/filesystemEntry": "images",
      "hosts/compute1": { ...image2, roles: ["compute"] },
    },
    "filesystem.shared",
    "Nova copies from a directory that both see",
  ],
  [
    "direct access where the records are made before there is a file system",
    {
      release: "ocata",
      filesystem: { shared: true },
      "compute/filesystemEntry": "images",
      "hosts/image1/roles": ["image"],
      "hosts/compute1": { ...image2, roles: ["compute", "identity"] },
    },
    "hosts.compute1.roles",
    "changes first, before the file system's id is known",
  ],
  [
    "direct access without a file system",
    { "compute/filesystemEntry": "images" },
    "compute.filesystemEntry",
    "needs filesystem",
  ],
  [
    "Nova's drivers without a volume",
    { "compute/volumeDriver": true },
    "compute.volumeDriver",
    "needs gluster",
  ],
  [
    "a store to be abandoned that is no list",
    { abandon: { stores: "fast" } },
    "abandon.stores",
    "must be a list of names",
  ],
  [
    "abandoned stores in a map",
    { abandon: { stores: { fast: true } } },
    "abandon.stores",
    "a list",
  ],
  [
    "an abandoned store of no name",
    { abandon: { stores: [""] } },
    "abandon.stores[0]",
    "not be empty",
  ],
  [
    "an abandoned store with a blank",
    { abandon: { stores: ["fast", " slow"] } },
    "abandon.stores[1]",
    "must not begin or end with a blank",
  ],
  [
    "abandoned stores with a comma between",
    { abandon: { stores: ["fast,slow"] } },
    "abandon.stores[0]",
    "must be one store's name",
  ],
  [
    "an abandoned store by its backend",
    { abandon: { stores: ["fast:file"] } },
    "abandon.stores[0]",
    "must be one store's name",
  ],
  [
    "an abandoned database by its name",
    { abandon: { database: "glance" } },
    "abandon.database",
    "must be true or false",
  ],
  [
    "an abandoned store alone",
    { abandon: { store: "fast" } },
    "abandon.store",
    "Rename it to stores",
  ],
  ["what is abandoned at once", { abandon: true }, "abandon", "must be a map of settings"],
  [
    "a proof larger than is good for anybody",
    { "proof/bytes": 1e12 },
    "proof.bytes",
    "at most 1 GiB",
  ],
]);
