/**
 * What Red Hat's guide "Configure the Image Service" says to write, word for word: procedures 5.2 to
 * 5.12 and table 5.1. Words in capitals are the guide's own placeholders. The catalogue is held
 * against it in Juno, and docs/reference/releases.md tells what became of each line since.
 */
import type { ConfigFile } from "./release";

/** A setting that the guide says to write. */
export interface GuideSetting {
  /** `procedure 5.2`, `table 5.1`. */
  readonly guide: string;
  readonly file: ConfigFile;
  readonly section: string;
  readonly key: string;
  readonly value: string;
  /** Where the guide is mistaken: what is right, and why. */
  readonly slip?: { readonly section: string; readonly why: string };
}

const api = "glance-api.conf";
const registry = "glance-registry.conf";
const nova = "nova.conf";

/** Lines `key value` of a section, as one procedure says them of one file. */
function lines(guide: string, file: ConfigFile, section: string, text: string): GuideSetting[] {
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const [key = "", ...value] = line.trim().split(" ");
      return { guide, file, section, key, value: value.join(" ") };
    });
}

const connection = "sql_connection mysql://USER:PASS@IP/DB";
const flavor = "flavor keystone";
const authtoken = `
  auth_host IP
  auth_port 35357
  auth_protocol http
  admin_tenant_name services
  admin_user glance
  admin_password PASSWORD`;

/** All of its settings, in its order. */
export const guideSettings: readonly GuideSetting[] = [
  ...lines("procedure 5.2", api, "DEFAULT", connection),
  ...lines("procedure 5.2", registry, "DEFAULT", connection),
  ...lines("procedure 5.4", api, "paste_deploy", flavor),
  ...lines("procedure 5.4", api, "keystone_authtoken", authtoken),
  ...lines("procedure 5.4", registry, "paste_deploy", flavor),
  ...lines("procedure 5.4", registry, "keystone_authtoken", authtoken),
  ...lines(
    "procedure 5.5",
    api,
    "DEFAULT",
    `default_store swift
     swift_store_auth_address http://IP:5000/v2.0/
     swift_store_create_container_on_put True
     swift_store_user services:swift
     swift_store_key PASSWORD`,
  ),
  ...lines(
    "procedure 5.6",
    api,
    "DEFAULT",
    `bind_host 0.0.0.0
     bind_port 9292`,
  ),
  ...lines(
    "procedure 5.7",
    api,
    "DEFAULT",
    `notification_driver messaging
     rabbit_host RABBITMQ_HOST
     rabbit_port 5672
     rabbit_userid glance
     rabbit_password GLANCE_PASS
     rabbit_virtual_host /`,
  ),
  ...lines(
    "table 5.1",
    api,
    "DEFAULT",
    `cert_file CERT
     key_file KEY
     ca_file CA`,
  ),
  {
    guide: "procedure 5.10",
    file: nova,
    section: "DEFAULT",
    key: "volume_drivers",
    value: "glusterfs=nova.virt.libvirt.volume.LibvirtGlusterfsVolumeDriver",
    slip: {
      section: "libvirt",
      why: "Juno's Nova has it in [libvirt]; it is a list, to be added to",
    },
  },
  {
    guide: "procedure 5.10",
    file: nova,
    section: "DEFAULT",
    key: "glusterfs_mount_point_base",
    value: "GLUSTER_MOUNT",
    slip: {
      section: "libvirt",
      why: "Juno's Nova has it in [libvirt]; the file is nova.conf, not the guide's nova-conf",
    },
  },
  ...lines(
    "procedure 5.11",
    api,
    "DEFAULT",
    `show_multiple_locations True
     filesystem_store_metadata_file JSON_PATH`,
  ),
  ...lines("procedure 5.12", nova, "DEFAULT", "allowed_direct_url_schemes file"),
  ...lines("procedure 5.12", nova, "image_file_url", "filesystems FSENTRY"),
  ...lines(
    "procedure 5.12",
    nova,
    "image_file_url:FSENTRY",
    `id UID
     mountpoint MOUNTPT`,
  ),
];

/** What the guide leaves out, and cannot be done without even on Juno. */
export const guideLacks: readonly (GuideSetting & { readonly why: string })[] = [
  {
    guide: "procedure 5.5",
    file: api,
    section: "glance_store",
    key: "stores",
    value: "file,http,swift",
    why: "Juno's glance_store enables file and http alone: with `default_store = swift` glance-api does not start",
  },
];

/** The rest of what it says to make, in its order. */
export const guideSteps = {
  /** Procedure 5.3. */
  records: {
    user: "glance",
    role: "admin",
    project: "services",
    service: { name: "glance", type: "image", description: "Glance Image Service" },
    /** public, internal and admin. */
    endpoint: "http://IP:9292",
    region: "RegionOne",
  },
  /** Procedure 5.6: before any rule that rejects. */
  rule: "-A INPUT -p tcp -m multiport --dports 9292 -j ACCEPT",
  /** Procedure 5.8: by the user glance. */
  populate: { user: "glance", command: "glance-manage db_sync" },
  /** Procedure 5.10. */
  packages: ["glusterfs", "glusterfs-fuse"],
  /** Procedures 5.10 and 5.11. */
  restarts: [
    "openstack-glance-registry.service",
    "openstack-glance-api.service",
    "openstack-nova-compute.service",
  ],
} as const;
