import "../../support/mocks";
import * as assert from "node:assert/strict";
import { FirewallRule } from "../../../components/procedures/firewallRule";
import { smallest } from "../../support/configuration";
import { spoken } from "../../support/procedure";
import { documentOf, made as stack } from "../../support/service";
import { api, on, zed } from "../../support/target";

const made = (host: string, changes: object = {}) =>
  spoken(
    () =>
      new FirewallRule("firewall", {
        ...zed,
        listen: { host, port: 9292 },
        speaksTls: false,
        asksClients: false,
        port: 9292,
        sources: [],
        ...changes,
      }),
  );

/** Has a host looked at for how it starts glance-api. */
const starts = (isSet: boolean) => ({
  kind: "start",
  script: "/etc/init.d/glance-api",
  variable: "UWSGI_INI_PATH",
  isSet,
});

describe("FirewallRule", () => {
  it("sets address and port, opens the port and asks the API whether it answers", async () => {
    const part = await made("0.0.0.0");
    assert.deepEqual(part.said("image"), {
      settings: { [api]: { DEFAULT: { bind_host: "0.0.0.0", bind_port: "9292" } } },
      drops: {},
      checks: [starts(false)],
      firewall: [{ port: 9292, protocol: "tcp", sources: [] }],
      validations: [{ kind: "firewall" }],
      units: { "glance-api.service": [api] },
      health: [
        {
          kind: "http",
          url: "http://127.0.0.1:9292/",
          unit: "glance-api.service",
          timeoutSeconds: 60,
        },
      ],
    });
    assert.equal(part.said("compute"), undefined);
  });

  it("opens the users' port, not the one behind a proxy, to the networks that may reach it", async () => {
    const part = await made("127.0.0.1", {
      listen: { host: "127.0.0.1", port: 9293 },
      sources: ["10.0.0.0/24", "fd00::/64"],
    });
    assert.deepEqual(part.said("image")?.firewall, [
      { port: 9292, protocol: "tcp", sources: ["10.0.0.0/24", "fd00::/64"] },
    ]);
    assert.match(JSON.stringify(part.said("image")), /"bind_port":"9293"/);
  });

  for (const release of ["victoria", "2026.2"] as const) {
    it(`tells uWSGI where to listen on Debian's ${release}, whose glance-api reads no bind_host`, async () => {
      const part = await made("127.0.0.1", { ...on(release), listen: { host: "::", port: 9293 } });
      const said = part.said("image");
      const file = "/etc/default/glance-api";
      assert.equal(said?.settings, undefined);
      assert.deepEqual(said?.checks, [starts(true)]);
      assert.deepEqual(said.drops, { [api]: { DEFAULT: ["bind_host", "bind_port", "workers"] } });
      const { content } = (said.files as Record<string, { content: string }>)[file] ?? {};
      assert.match(
        content ?? "",
        /^DAEMON_ARGS="--http-socket \[::\]:9293 --ini \$UWSGI_INI_PATH"$/m,
      );
      assert.deepEqual(said.units, { "glance-api.service": [api, file] });
    });
  }

  it("refuses extra settings that uWSGI does not read, before anything is made", async () => {
    const workers = { extra: { "glance-api.conf": "workers = 4" } };
    for (const release of ["queens", "victoria"]) {
      await assert.rejects(
        stack(smallest, { release, ...workers }),
        /sets workers, which nobody reads: uWSGI runs/,
      );
    }
    const document = documentOf(
      await stack(smallest, { release: "wallaby", ...workers }),
      "image1",
    );
    const [file] = document.settings.filter(({ path }) => path === api);
    assert.equal(file?.set.DEFAULT?.workers?.value, "4");
  });

  for (const [host, url] of [
    ["::", "http://[::1]:9292/"],
    ["fd00::5", "http://[fd00::5]:9292/"],
    ["10.0.0.11", "http://10.0.0.11:9292/"],
    ["127.0.0.1", "http://127.0.0.1:9292/"],
  ] as const) {
    it(`asks ${url} of an API that listens on ${host}`, async () => {
      const part = await made(host);
      const [probe] = part.said("image")?.health as [{ url: string }];
      assert.equal(probe.url, url);
      const native = await made(host, { ...on("pike"), speaksTls: true, asksClients: true });
      const [shaking] = native.said("image")?.health as [{ url: string; asksClients: boolean }];
      assert.equal(shaking.url, url.replace("http:", "https:"));
      assert.equal(shaking.asksClients, true);
    });
  }
});
