import type { Meaning } from "../release";

function ofDefault(title: string, guide: string, key: string): Meaning {
  return {
    title,
    guide,
    statements: [
      {
        since: "juno",
        option: { file: "glance-api.conf", section: "DEFAULT", key },
        supersedes: [],
      },
    ],
  };
}

/** The address that glance-api listens on. */
export const bindHost = ofDefault("bind address", "procedure 5.6", "bind_host");

/** The port that glance-api listens on. */
export const bindPort = ofDefault("bind port", "procedure 5.6", "bind_port");

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
