/** TLS that HAProxy terminates on the image host: since Ussuri. */
import { interpolate } from "@pulumi/pulumi";
import { osloValue } from "../../../releases/forms";
import {
  caFile,
  certFile,
  keyFile,
  proxyHeaders,
  publicEndpoint,
} from "../../../releases/meanings/listener";
import type { Platform } from "../../../platforms/platform";
import { apiReads, settingsOf, type Contributions } from "../procedure";
import type { TlsArgs } from "./args";

/** Files and unit of the proxy: its own, so that another HAProxy on the host is left alone. */
const directory = "/etc/haproxy-glance";
const unit = "haproxy-glance.service";
const paths = {
  configuration: `${directory}/haproxy.cfg`,
  certificate: `${directory}/server.pem`,
  clientCa: `${directory}/client-ca.pem`,
  unit: `/etc/systemd/system/${unit}`,
};

/**
 * TLS 1.2's ciphers of Mozilla's intermediate profile with ECDHE: forward secrecy and
 * authenticated encryption. Its DHE ciphers serve no client of today that lacks ECDHE.
 */
const ciphers = ["ECDHE-ECDSA", "ECDHE-RSA"]
  .flatMap((exchange) =>
    ["AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305"].map(
      (cipher) => `${exchange}-${cipher}`,
    ),
  )
  .join(":");

/** TLS 1.3's ciphers, of the same profile. */
const ciphersuites = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";

/**
 * How often, a second apart, a request is tried while nothing listens behind the proxy: longer than
 * a restart of glance-api takes.
 */
const retries = 30;

/**
 * What Glance believes of a proxy (oslo.middleware's http_proxy_to_wsgi), in all the spellings that
 * WSGI knows as the same header. By name, since HAProxy before 2.4 deletes none by their beginning.
 */
const believed = [
  "Forwarded",
  ...["For", "Host", "Prefix", "Proto"].flatMap((name) =>
    ["X-Forwarded-", "X-Forwarded_", "X_Forwarded-", "X_Forwarded_"].map((start) => start + name),
  ),
];

/** The proxy with its files and unit, and a glance-api that believes it. */
export function byHaproxy(args: TlsArgs): Contributions["image"] {
  const { certificate, privateKey, clientCa, bind, platform } = args;
  const ownership = { owner: "root", group: "root" };
  const reads = [paths.configuration, paths.certificate, paths.unit];
  const clientFiles =
    clientCa === undefined
      ? {}
      : { [paths.clientCa]: { ...ownership, mode: "0644", content: clientCa } };
  return {
    packages: [platform.packages.proxy],
    ...settingsOf(args, [
      [publicEndpoint, osloValue(args.publicUrl)],
      [proxyHeaders, "True"],
      // Left there, the names of native TLS would promise what is not so.
      [certFile, null],
      [keyFile, null],
      [caFile, null],
    ]),
    files: {
      [paths.configuration]: { ...ownership, mode: "0644", content: configuration(args) },
      [paths.certificate]: {
        ...ownership,
        mode: "0600",
        content: interpolate`${certificate}${privateKey}`,
      },
      ...clientFiles,
      [paths.unit]: { ...ownership, mode: "0644", content: unitFile(platform) },
    },
    validations: [{ kind: "haproxy", path: paths.configuration }],
    units: {
      ...apiReads(args),
      [unit]: clientCa === undefined ? reads : [...reads, paths.clientCa],
    },
    reloads: [unit],
    health: [
      {
        kind: "tcp",
        host: bind.host === "0.0.0.0" ? "127.0.0.1" : bind.host === "::" ? "::1" : bind.host,
        port: bind.port,
        unit,
        timeoutSeconds: 20,
      },
    ],
  };
}

function configuration({ platform, bind, backendPort, clientCa, hsts }: TlsArgs): string {
  const verify = clientCa === undefined ? "" : ` ca-file ${paths.clientCa} verify required`;
  const header = `http-after-response set-header Strict-Transport-Security "max-age=${hsts}"`;
  // IPv6 addresses need no brackets here: HAProxy takes the last colon for the port's.
  return `# Written by pulumi-glance: terminates TLS for glance-api (guide, table 5.1).
global
    log /dev/log local0
    user ${platform.proxy.user}
    group ${platform.proxy.group}
    ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets prefer-client-ciphers
    ssl-default-bind-ciphers ${ciphers}
    ssl-default-bind-ciphersuites ${ciphersuites}

defaults
    mode http
    log global
    option httplog
    timeout http-request 30s
    timeout http-keep-alive 30s
    timeout connect 5s
    # Of silence: an image may take as long as it likes.
    timeout client 5m
    timeout server 5m

frontend glance-api
    bind ${bind.host}:${bind.port} ssl crt ${paths.certificate}${verify}
    # Glance believes these, so a client must not be able to say them.
${believed.map((name) => `    http-request del-header ${name}\n`).join("")}    http-request set-header X-Forwarded-Proto https
    http-request set-header X-Forwarded-For %[src]
${hsts === 0 ? "" : `    ${header}\n`}    default_backend glance-api

backend glance-api
    # While glance-api restarts nothing listens, and requests wait: a try a second.
    retries ${retries}
    # One that it dropped without a word of an answer is sent again, if that cannot do a thing twice.
    retry-on conn-failure empty-response
    http-request disable-l7-retry if !METH_GET
    # A connection that is kept could be one that the restart has just closed.
    option http-server-close
    server local 127.0.0.1:${backendPort}
`;
}

function unitFile({ apiUnit, proxy }: Platform): string {
  return `# Written by pulumi-glance.
[Unit]
Description=TLS for the Image service
After=network-online.target ${apiUnit}
Wants=network-online.target

[Service]
Type=notify
ExecStartPre=${proxy.program} -c -q -f ${paths.configuration}
ExecStart=${proxy.program} -Ws -f ${paths.configuration} -p /run/haproxy-glance.pid
ExecReload=${proxy.program} -c -q -f ${paths.configuration}
ExecReload=/bin/kill -USR2 $MAINPID
KillMode=mixed
Restart=on-failure

[Install]
WantedBy=multi-user.target
`;
}
