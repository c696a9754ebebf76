import { called, gone, type Gone, type Meaning, type Name, type Since } from "../release";

function meaning(title: string, guide: string, names: Since<Name | Gone>): Meaning {
  return { title, guide, file: "glance-api.conf", names };
}

const served = gone("glance-api runs under uWSGI, whose own settings say where it listens.");

/** The address that glance-api listens on. */
export const bindHost = meaning("bind address", "procedure 5.6", {
  juno: called("DEFAULT/bind_host"),
  "2026.2": served,
});

/** The port that glance-api listens on. */
export const bindPort = meaning("bind port", "procedure 5.6", {
  juno: called("DEFAULT/bind_port"),
  "2026.2": served,
});

/** How many processes serve the API. The guide does not speak of them, a stack's extra settings may. */
export const workers = meaning("processes of the API", "beyond the guide", {
  juno: called("DEFAULT/workers"),
  "2026.2": served,
});

/** glance-api's own TLS: the file that the option names. Ussuri's ignores it and serves plain HTTP. */
function native(title: string, key: string): Meaning {
  return meaning(title, "table 5.1", {
    juno: called(`DEFAULT/${key}`),
    ussuri: gone("HAProxy terminates TLS before glance-api."),
  });
}

/** The server's certificate. */
export const certFile = native("certificate file", "cert_file");

/** Its private key. */
export const keyFile = native("key file", "key_file");

/** The authorities whose clients are let in; then every client must have a certificate. */
export const caFile = native("client CA file", "ca_file");

/** The URL that users know the API by, when a proxy stands before it. */
export const publicEndpoint = meaning("public endpoint", "table 5.1", {
  juno: called("DEFAULT/public_endpoint"),
});

/** Whether the proxy's X-Forwarded headers are believed. */
export const proxyHeaders = meaning("proxy headers", "table 5.1", {
  newton: called("oslo_middleware/enable_proxy_headers_parsing"),
});
