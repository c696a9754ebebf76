import type { Platform, WsgiServer } from "./platform";

/**
 * uWSGI, started by /etc/init.d/glance-api, also under systemd. The script makes its arguments,
 * with port 9292 on all addresses written into it, and then reads /etc/default/glance-api, which
 * may set others. A socket in glance-api-uwsgi.ini would come beside that of the script.
 * The spans are those of Debian's changelog: from 16.0.1-3; 22.0.0-2 went back to Glance's own server, since uWSGI
 * broke uploads in chunks; 33.0.0 has no other.
 */
const uwsgi: WsgiServer = {
  spans: [{ since: "queens", until: "wallaby" }, { since: "2026.2" }],
  // Ubuntu has its own packages of the older releases, of which is not known how they start it: a host is asked.
  script: { path: "/etc/init.d/glance-api", variable: "UWSGI_INI_PATH" },
  argumentsFile: "/etc/default/glance-api",
  listen: (socket) => `# Written by pulumi-glance: where glance-api listens (guide, procedure 5.6).
DAEMON_ARGS="--http-socket ${socket} --ini $UWSGI_INI_PATH"
`,
};

/** Debian and Ubuntu. */
export const debian: Platform = {
  apiUnit: "glance-api.service",
  registryUnit: "glance-registry.service",
  computeUnit: "nova-compute.service",
  computeUser: "nova",
  computeFiles: ["/etc/nova/nova.conf", "/etc/nova/nova-compute.conf"],
  glanceUser: "glance",
  glanceGroup: "glance",
  glanceDirectory: "/etc/glance",
  novaFile: "/etc/nova/nova.conf",
  wsgi: uwsgi,
  packages: {
    crudini: "crudini",
    gluster: ["glusterfs-client"],
    proxy: "haproxy",
    glance: ["glance-common", "python3-glance"],
    nova: ["nova-common", "python3-nova"],
  },
  proxy: { program: "/usr/sbin/haproxy", user: "haproxy", group: "haproxy" },
};
