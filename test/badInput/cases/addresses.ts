/** Where the API listens, and where users look for it. */
import { hostKey } from "../../support/configuration";
import { ofComplete, ofSmallest, type BadConfiguration } from "../case";

const image2 = { address: "10.0.0.12", hostKey: hostKey(2), roles: ["image"] };

export const addresses: readonly BadConfiguration[] = [
  ...ofSmallest("listener", [
    [
      "the address of one of two image hosts",
      { "api/bindHost": "10.0.0.11", "hosts/image2": image2, fileStore: { shared: true } },
      "api.bindHost",
      "is image1's address, and image2 cannot listen on it",
    ],
    [
      "the address of a host that is no image host",
      {
        "api/bindHost": "10.0.0.13",
        "hosts/compute1": { ...image2, address: "10.0.0.13", roles: ["compute"] },
      },
      "api.bindHost",
      "is compute1's address",
    ],
    ["the port of SSH", { "api/port": 22 }, "api.port", "is the port of SSH on image1"],
    [
      "the port of SSH that a host has",
      { "api/port": 2222, "hosts/image1/port": 2222 },
      "api.port",
      "is the port of SSH on image1",
    ],
    [
      "port and address in one",
      { "api/bindHost": "0.0.0.0:9292" },
      "api.bindHost",
      "must be an IP address",
    ],
    [
      "a network to listen on",
      { "api/bindHost": "10.0.0.0/24" },
      "api.bindHost",
      "must be an IP address",
    ],
    [
      "a name to listen on",
      { "api/bindHost": "localhost" },
      "api.bindHost",
      "must be an IP address",
    ],
  ]),
  ...ofSmallest("endpoints", [
    [
      "the API's version",
      { "endpoints/public": "http://glance.example.org:9292/v2" },
      "endpoints.public",
      "must not end in /v2",
    ],
    [
      "the former version",
      { "endpoints/public": "http://glance.example.org:9292/v1/" },
      "endpoints.public",
      "must not end in /v1/",
    ],
    [
      "a slash at the end",
      { "endpoints/internal": "http://glance.example.org:9292/" },
      "endpoints.internal",
      "must not end in /",
    ],
    [
      "a path and a slash",
      { "endpoints/admin": "http://cloud.example.org/image/" },
      "endpoints.admin",
      "must not end in /",
    ],
    [
      "tenant's id in the URL",
      { "endpoints/public": "http://glance:9292/$(tenant_id)s?" },
      "endpoints.public",
      "without user, password, query",
    ],
    [
      "a scheme alone",
      { "endpoints/public": "https://" },
      "endpoints.public",
      "http:// or https:// URL with a host",
    ],
    [
      "a backslash",
      { "endpoints/public": "http:\\\\glance" },
      "endpoints.public",
      "http:// or https:// URL",
    ],
    [
      "a list of URLs",
      { "endpoints/public": "http://a:9292,http://b:9292" },
      "endpoints.public",
      "http:// or https:// URL",
    ],
  ]),
  ...ofComplete("endpoints with TLS", [
    [
      "plain HTTP in public",
      { "endpoints/public": "http://glance.example.org:9292" },
      "endpoints.public",
      "must be https://",
    ],
    [
      "plain HTTP at the proxy's port",
      { "endpoints/internal": "http://glance.internal:9292" },
      "endpoints.internal",
      "speaks only TLS",
    ],
    [
      "another name than the certificate's",
      { "endpoints/public": "https://images.example.org" },
      "tls.certificate",
      "is for CN=glance.example.org, and not for images.example.org",
    ],
    [
      "an address that the certificate lacks",
      { "endpoints/public": "https://10.0.0.11:9292" },
      "tls.certificate",
      "and not for 10.0.0.11",
    ],
    [
      "an IPv6 address that it lacks",
      { "endpoints/public": "https://[fd00::11]:9292" },
      "tls.certificate",
      "and not for fd00::11",
    ],
  ]),
];
