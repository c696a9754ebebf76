import { interpolate, type ComponentResourceOptions, type Input } from "@pulumi/pulumi";
import { osloValue } from "../releases/forms";
import { proxyHeaders, publicEndpoint } from "../releases/meanings/listener";
import { apiReads, Part, settingsOf, type Target } from "./part";

export interface TlsArgs extends Target {
  /** PEM: the server's certificate and its intermediates. */
  readonly certificate: string;
  /** PEM: its private key. */
  readonly privateKey: Input<string>;
  /** PEM: the authorities whose clients are let in; all clients are when missing. */
  readonly clientCa?: string;
  /** Where users reach the API. */
  readonly bind: { readonly host: string; readonly port: number };
  /** The loopback port of glance-api behind it. */
  readonly backendPort: number;
  /** The URL that users know the API by. */
  readonly publicUrl: string;
}

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
 * Table 5.1: TLS. Since Zed's glance-api silently ignores `cert_file`, `key_file` and `ca_file`,
 * HAProxy terminates TLS on the image host, asks clients for a certificate where a client CA is
 * given, and hands requests to glance-api on loopback.
 */
export class Tls extends Part {
  constructor(name: string, args: TlsArgs, opts?: ComponentResourceOptions) {
    const { certificate, privateKey, clientCa, bind, platform } = args;
    const ownership = { owner: "root", group: "root" };
    const reads = [paths.configuration, paths.certificate, paths.unit];
    const clientFiles =
      clientCa === undefined
        ? {}
        : { [paths.clientCa]: { ...ownership, mode: "0644", content: clientCa } };
    super(
      "Tls",
      name,
      {
        image: {
          packages: [platform.packages.proxy],
          ...settingsOf(args, [
            [publicEndpoint, osloValue(args.publicUrl)],
            [proxyHeaders, "True"],
          ]),
          files: {
            [paths.configuration]: { ...ownership, mode: "0644", content: configuration(args) },
            [paths.certificate]: {
              ...ownership,
              mode: "0600",
              content: interpolate`${certificate}${privateKey}`,
            },
            ...clientFiles,
            [paths.unit]: { ...ownership, mode: "0644", content: unitFile(platform.apiUnit) },
          },
          validations: [{ kind: "haproxy", path: paths.configuration }],
          units: {
            ...apiReads(args),
            [unit]: clientCa === undefined ? reads : [...reads, paths.clientCa],
          },
          health: [
            {
              kind: "tcp",
              host: bind.host === "0.0.0.0" ? "127.0.0.1" : bind.host === "::" ? "::1" : bind.host,
              port: bind.port,
              unit,
              timeoutSeconds: 20,
            },
          ],
          secrets: [privateKey],
        },
      },
      opts,
    );
  }
}

function configuration({ bind, backendPort, clientCa }: TlsArgs): string {
  const verify = clientCa === undefined ? "" : ` ca-file ${paths.clientCa} verify required`;
  // IPv6 addresses need no brackets here: HAProxy takes the last colon for the port's.
  return `# Written by pulumi-glance: terminates TLS for glance-api (guide, table 5.1).
global
    log /dev/log local0
    user haproxy
    group haproxy
    ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets

defaults
    mode http
    log global
    option httplog
    option forwardfor
    timeout connect 10s
    timeout client 5m
    timeout server 5m
    timeout http-request 30s

frontend glance-api
    bind ${bind.host}:${bind.port} ssl crt ${paths.certificate}${verify}
    http-request set-header X-Forwarded-Proto https
    default_backend glance-api

backend glance-api
    server local 127.0.0.1:${backendPort}
`;
}

function unitFile(apiUnit: string): string {
  return `# Written by pulumi-glance.
[Unit]
Description=TLS for the Image service
After=network-online.target ${apiUnit}
Wants=network-online.target

[Service]
Type=notify
ExecStartPre=/usr/sbin/haproxy -c -q -f ${paths.configuration}
ExecStart=/usr/sbin/haproxy -Ws -f ${paths.configuration} -p /run/haproxy-glance.pid
ExecReload=/bin/kill -USR2 $MAINPID
KillMode=mixed
Restart=on-failure

[Install]
WantedBy=multi-user.target
`;
}
