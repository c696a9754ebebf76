import type { Platform } from "./platform";

/** Debian and Ubuntu. */
export const debian: Platform = {
  apiUnit: "glance-api.service",
  registryUnit: "glance-registry.service",
  computeUnit: "nova-compute.service",
  glanceUser: "glance",
  glanceGroup: "glance",
  glanceDirectory: "/etc/glance",
  novaFile: "/etc/nova/nova.conf",
  packages: {
    crudini: "crudini",
    gluster: ["glusterfs-client"],
    proxy: "haproxy",
    glance: ["glance-common", "python3-glance"],
    nova: ["nova-common", "python3-nova"],
  },
  proxy: { program: "/usr/sbin/haproxy", user: "haproxy", group: "haproxy" },
};
