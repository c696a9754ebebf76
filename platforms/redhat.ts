import type { Platform } from "./platform";

/**
 * Red Hat Enterprise Linux, CentOS, Fedora and what is built from them, with OpenStack's packages of
 * RDO or of the Red Hat OpenStack Platform: the guide's own.
 */
export const redhat: Platform = {
  apiUnit: "openstack-glance-api.service",
  registryUnit: "openstack-glance-registry.service",
  computeUnit: "openstack-nova-compute.service",
  computeUser: "nova",
  computeFiles: ["/usr/share/nova/nova-dist.conf", "/etc/nova/nova.conf"],
  glanceUser: "glance",
  glanceGroup: "glance",
  glanceDirectory: "/etc/glance",
  novaFile: "/etc/nova/nova.conf",
  packages: {
    crudini: "crudini",
    // Procedure 5.10, step 2.
    gluster: ["glusterfs", "glusterfs-fuse"],
    proxy: "haproxy",
    glance: ["openstack-glance", "python3-glance", "python-glance"],
    nova: ["openstack-nova-common", "python3-nova", "python-nova"],
  },
  proxy: { program: "/usr/sbin/haproxy", user: "haproxy", group: "haproxy" },
};
