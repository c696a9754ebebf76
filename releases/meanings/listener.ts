import type { Meaning } from "../release";

/** An option of Glance's own server, which went with it. */
function ofOwnServer(title: string, guide: string, key: string): Meaning {
  return {
    title,
    guide,
    statements: [
      {
        since: "juno",
        until: "2026.2",
        option: { file: "glance-api.conf", section: "DEFAULT", key },
        supersedes: [],
      },
    ],
    gone: {
      release: "2026.2",
      instead: "glance-api runs under a WSGI server, whose own arguments say where it listens.",
    },
  };
}

/** The address that glance-api listens on. */
export const bindHost = ofOwnServer("bind address", "procedure 5.6", "bind_host");

/** The port that glance-api listens on. */
export const bindPort = ofOwnServer("bind port", "procedure 5.6", "bind_port");

/** The URL that users know the API by, when a proxy stands before it. */
export const publicEndpoint: Meaning = {
  title: "public endpoint",
  guide: "table 5.1",
  statements: [
    {
      since: "juno",
      option: { file: "glance-api.conf", section: "DEFAULT", key: "public_endpoint" },
      supersedes: [],
    },
  ],
};

/** Whether the proxy's X-Forwarded headers are believed. */
export const proxyHeaders: Meaning = {
  title: "proxy headers",
  guide: "table 5.1",
  statements: [
    {
      since: "newton",
      option: {
        file: "glance-api.conf",
        section: "oslo_middleware",
        key: "enable_proxy_headers_parsing",
      },
      // Native TLS, silently ignored where it is gone; a leftover would promise what is not there.
      supersedes: ["DEFAULT/cert_file", "DEFAULT/key_file", "DEFAULT/ca_file"],
    },
  ],
};
