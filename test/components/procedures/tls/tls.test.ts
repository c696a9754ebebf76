import { secretly } from "../../../support/mocks";
import * as assert from "node:assert/strict";
import { secretInput } from "../../../../host/document/secretInput";
import { Tls } from "../../../../components/procedures/tls/tls";
import { certificates } from "../../../support/certificates";
import { spoken } from "../../../support/procedure";
import { api, on, zed } from "../../../support/target";

const made = (changes: object = {}) =>
  spoken(
    () =>
      new Tls("tls", {
        ...zed,
        certificate: certificates.server,
        privateKey: secretInput(certificates.serverKey),
        bind: { host: "0.0.0.0", port: 9292 },
        backendPort: 9293,
        publicUrl: "https://glance.example.org:9292",
        hsts: 31536000,
        ...changes,
      }),
  );

const directory = "/etc/haproxy-glance";
const unit = "/etc/systemd/system/haproxy-glance.service";

interface Said {
  readonly settings: unknown;
  readonly drops: unknown;
  readonly packages: unknown;
  readonly units: unknown;
  readonly reloads: unknown;
  readonly validations: unknown;
  readonly health: readonly { readonly host: string }[];
  readonly secrets: unknown;
  readonly files: Readonly<Record<string, { mode: string; content: unknown } | undefined>>;
}

const said = async (changes: object = {}) => (await made(changes)).said("image") as unknown as Said;

/** The proxy's configuration. */
const proxy = async (changes: object = {}) =>
  String((await said(changes)).files[`${directory}/haproxy.cfg`]?.content);

describe("Tls, of glance-api itself,", () => {
  const place = (file: string) => `/etc/glance/tls/${file}`;
  const ownership = { owner: "root", group: "glance", mode: "0640" };

  it("lets glance-api itself speak TLS, by the guide's own keys, without a proxy", async () => {
    for (const release of ["juno", "kilo", "pike"] as const) {
      assert.deepEqual((await made(on(release))).said("image"), {
        settings: {
          [api]: { DEFAULT: { cert_file: place("server.pem"), key_file: place("server.key") } },
        },
        drops: {},
        files: {
          [place("server.pem")]: { ...ownership, content: certificates.server },
          [place("server.key")]: { ...ownership, content: secretly(certificates.serverKey) },
        },
        units: { "glance-api.service": [api, place("server.pem"), place("server.key")] },
        secrets: [secretly(certificates.serverKey)],
      });
    }
  });

  it("names the client CA where there is one, and restarts for a new one", async () => {
    const { settings, files, units } = await said({
      ...on("pike"),
      clientCa: certificates.clientCa,
    });
    assert.match(JSON.stringify(settings), /"ca_file":"\/etc\/glance\/tls\/client-ca\.pem"/);
    assert.deepEqual(files[place("client-ca.pem")], {
      ...ownership,
      content: certificates.clientCa,
    });
    assert.match(JSON.stringify(units), /client-ca\.pem/);
  });

  it("shows its key in a preview only masked", async () => {
    const { inputs } = await made(on("pike"));
    assert.ok(!plainText(inputs).includes("PRIVATE KEY"));
    assert.ok(plainText(inputs).includes("BEGIN CERTIFICATE"));
  });
});

describe("Tls", () => {
  it("puts the proxy before Ussuri's glance-api as before Zed's, and before uWSGI in Queens", async () => {
    assert.deepEqual(await said(on("ussuri")), await said());
    assert.deepEqual(await said(on("queens")), await said());
  });

  it("tells Glance of the proxy before it, and drops the keys that Zed ignores", async () => {
    const { settings, drops, packages, units, secrets, validations } = await said();
    assert.deepEqual(settings, {
      [api]: {
        DEFAULT: { public_endpoint: "https://glance.example.org:9292" },
        oslo_middleware: { enable_proxy_headers_parsing: "True" },
      },
    });
    assert.deepEqual(drops, { [api]: { DEFAULT: ["cert_file", "key_file", "ca_file"] } });
    assert.deepEqual(packages, ["haproxy"]);
    assert.deepEqual(units, {
      "glance-api.service": [api],
      "haproxy-glance.service": [`${directory}/haproxy.cfg`, `${directory}/server.pem`, unit],
    });
    assert.deepEqual(secrets, [secretly(certificates.serverKey)]);
    assert.deepEqual(validations, [{ kind: "haproxy", path: `${directory}/haproxy.cfg` }]);
  });

  it("writes certificate and key into one file that only root reads, and that is secret", async () => {
    const { files } = await said();
    assert.deepEqual(files[`${directory}/server.pem`], {
      owner: "root",
      group: "root",
      mode: "0600",
      content: secretly(certificates.server + certificates.serverKey),
    });
    const { inputs } = await made();
    assert.ok(!plainText(inputs).includes("PRIVATE KEY"));
    assert.ok(!plainText(inputs).includes("BEGIN CERTIFICATE"));
  });

  it("lets in all clients without a client CA", async () => {
    const { files } = await said();
    assert.deepEqual(Object.keys(files).sort(), [
      `${directory}/haproxy.cfg`,
      `${directory}/server.pem`,
      unit,
    ]);
    const content = String(files[`${directory}/haproxy.cfg`]?.content);
    assert.match(content, /^ {4}bind 0\.0\.0\.0:9292 ssl crt \S+\/server\.pem$/m);
    assert.match(content, /^ {4}server local 127\.0\.0\.1:9293$/m);
  });

  it("speaks TLS 1.2 and 1.3 with ciphers of today only, and shows no statistics", async () => {
    const content = await proxy();
    assert.match(content, /ssl-min-ver TLSv1\.2 no-tls-tickets/);
    const ciphers = /ssl-default-bind-ciphers (\S+)$/m.exec(content)?.[1]?.split(":") ?? [];
    assert.equal(ciphers.length, 6);
    for (const cipher of ciphers) assert.match(cipher, /^ECDHE-(ECDSA|RSA)-.*(GCM|POLY1305)/);
    assert.match(content, /ssl-default-bind-ciphersuites TLS_AES_128_GCM_SHA256:/);
    assert.doesNotMatch(content, /stats/);
  });

  it("says itself what Glance believes of clients, whatever they send", async () => {
    const rules = (await proxy()).match(/http-request (del|set)-header .*$/gm);
    assert.deepEqual(rules?.slice(0, 5), [
      "http-request del-header Forwarded",
      "http-request del-header X-Forwarded-For",
      "http-request del-header X-Forwarded_For", // the same header to a WSGI server
      "http-request del-header X_Forwarded-For",
      "http-request del-header X_Forwarded_For",
    ]);
    for (const name of ["Host", "Prefix", "Proto"]) {
      assert.equal(rules.filter((rule) => rule.endsWith(name)).length, 4);
    }
    assert.deepEqual(rules.slice(-2), [
      "http-request set-header X-Forwarded-Proto https",
      "http-request set-header X-Forwarded-For %[src]",
    ]);
  });

  it("lets requests wait for a restart, and repeats only those that change nothing", async () => {
    const content = await proxy();
    assert.match(content, /^ {4}retries 30$/m);
    assert.match(content, /^ {4}retry-on conn-failure empty-response$/m);
    assert.match(content, /^ {4}http-request disable-l7-retry if !METH_GET$/m);
    assert.match(content, /^ {4}option http-server-close$/m);
  });

  it("tells browsers to insist on TLS, for as long as it is told", async () => {
    const header = /^ {4}http-after-response set-header Strict-Transport-Security "max-age=60"$/m;
    assert.match(await proxy({ hsts: 60 }), header);
    assert.doesNotMatch(await proxy({ hsts: 0 }), /Strict-Transport-Security/);
  });

  it("takes up changed files by a reload, which HAProxy checks first", async () => {
    const { reloads, files } = await said();
    assert.deepEqual(reloads, ["haproxy-glance.service"]);
    const reload = String(files[unit]?.content).match(/^ExecReload=.*$/gm);
    assert.deepEqual(reload, [
      `ExecReload=/usr/sbin/haproxy -c -q -f ${directory}/haproxy.cfg`,
      "ExecReload=/bin/kill -USR2 $MAINPID",
    ]);
  });

  it("demands a certificate of clients where a client CA is given", async () => {
    const { files, units } = await said({ clientCa: certificates.clientCa });
    const content = String(files[`${directory}/haproxy.cfg`]?.content);
    assert.match(content, / ca-file \/etc\/haproxy-glance\/client-ca\.pem verify required$/m);
    assert.equal(files[`${directory}/client-ca.pem`]?.content, certificates.clientCa);
    assert.match(JSON.stringify(units), /client-ca\.pem/);
  });

  it("starts after glance-api and checks its configuration first", async () => {
    const { files } = await said();
    const content = String(files[unit]?.content);
    assert.match(content, /^After=network-online\.target glance-api\.service$/m);
    assert.match(content, /^ExecStartPre=\S+ -c -q -f \S+haproxy\.cfg$/m);
  });

  for (const [host, asked] of [
    ["0.0.0.0", "127.0.0.1"],
    ["::", "::1"],
    ["10.0.0.11", "10.0.0.11"],
    ["fd00::11", "fd00::11"],
  ] as const) {
    it(`asks ${asked} whether a proxy on ${host} answers`, async () => {
      const { health } = await said({ bind: { host, port: 9292 } });
      assert.deepEqual(health, [
        {
          kind: "tcp",
          host: asked,
          port: 9292,
          unit: "haproxy-glance.service",
          timeoutSeconds: 20,
        },
      ]);
    });
  }
});

/** What of inputs is not secret. */
function plainText(inputs: unknown): string {
  return JSON.stringify(inputs, (_, value: unknown) =>
    typeof value === "object" && value?.constructor.name === "Secret" ? "[secret]" : value,
  );
}
