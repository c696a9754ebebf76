import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { HostDocument } from "../../host/document/document";
import type { IdentityRequest } from "../../host/document/identity";
import type { HostReport, PublishReport, RetireReport } from "../../host/document/reports";
import type { PublishRequest } from "../../host/document/requests";
import { packProgram } from "../../host/archive";
import { Keystone } from "../support/keystone";
import { emptyDocument } from "../support/emptyDocument";
import { TestLab } from "../../lab/session";

/** Hosts that each make the records of a region: several stacks that share one Keystone. */
const hosts = ["controller", "image1", "image2", "compute1"] as const;
const program = "/root/identity-test.pyz";
const rounds = 5;

const labName = `identity-${process.pid}`;
const password = `a'b"c\\d $%@#;/ü ${process.pid}`;
const archive = () => {
  const project = join(__dirname, "..", "..");
  return readFileSync(join(project, packProgram(project).path)).toString("base64");
};

describe("Keystone's records, made from several hosts", function () {
  this.bail(true);
  let lab: TestLab;
  let admin: Keystone;

  const identityOf = (region: string): IdentityRequest => ({
    admin: {
      authUrl: lab.inventory.identity.url,
      username: "admin",
      password: lab.inventory.identity.adminPassword,
      projectName: "admin",
      userDomainName: "Default",
      projectDomainName: "Default",
      caCertificate: null,
    },
    region,
    user: {
      name: "glance",
      password,
      domainName: "Default",
      project: "services",
      projectDomainName: "Default",
      role: "admin",
    },
    service: { name: "glance", type: "image", description: "Images" },
    endpoints: {
      public: `http://${region}:9292`,
      internal: `http://${region}:9292`,
      admin: `http://${region}:9292`,
    },
    component: "IdentityRecords",
  });
  const run = (host: string, verb: string, input: unknown = "") =>
    lab.begin(host, `python3 ${program} ${verb}`, JSON.stringify(input));
  const apply = async (host: string, identity: IdentityRequest): Promise<HostReport> => {
    const document: HostDocument = {
      ...emptyDocument,
      stack: `test-${host}`,
      host,
      secrets: [password, lab.inventory.identity.adminPassword],
      identity,
    };
    return JSON.parse(await run(host, "apply", document)) as HostReport;
  };
  const undo = (host: string) => run(host, `undo test-${host}`);
  /** By which clients know the Image service. */
  const ids = async () => {
    const rows = ["users", "services", "endpoints"].map((kind) => admin.list(kind));
    return (await Promise.all(rows)).flat().map(({ id, url }) => `${id} ${url ?? ""}`);
  };
  const withUser = (changes: Partial<IdentityRequest["user"]>): IdentityRequest => {
    const identity = identityOf("solo");
    return { ...identity, user: { ...identity.user, ...changes } };
  };
  const asGlance = (changes = {}) =>
    Keystone.login(lab.inventory.identity.url, {
      user: "glance",
      password,
      project: "services",
      domain: "Default",
      ...changes,
    });
  /** All that Keystone holds, by what it says and not by ids, which it chooses itself. */
  const contents = async () => {
    const kinds = ["users", "services", "regions", "endpoints", "role_assignments"];
    const rows = await Promise.all(kinds.map((kind) => admin.list(kind)));
    return rows.flatMap((all, index) =>
      all.map((row) => `${kinds[index]} ${row.name ?? row.region_id ?? ""} ${row.enabled}`).sort(),
    );
  };

  this.beforeAll(async () => {
    lab = TestLab.up(labName, "zed", "demo");
    for (const host of hosts) lab.on(host, `base64 -d >${program}`, archive());
    const { url, adminPassword } = lab.inventory.identity;
    const login = { user: "admin", password: adminPassword, project: "admin", domain: "Default" };
    admin = await Keystone.login(url, login);
    // A region without an Identity service is refused: it would be a mistyped one.
    const [keystone] = await admin.list("services", { type: "identity" });
    for (const region of ["solo", "south", ...hosts.map((host) => `of-${host}`)]) {
      await admin.create("region", { id: region });
      const place = { service_id: keystone?.id, region_id: region, interface: "public" };
      await admin.create("endpoint", { ...place, url });
    }
  });
  this.afterAll(() => {
    TestLab.down(labName);
  });

  it(`are one of each when four hosts begin at the same time, ${rounds} times over`, async () => {
    const before = await contents();
    for (let round = 1; round <= rounds; round++) {
      await Promise.all(hosts.map((host) => apply(host, identityOf(`of-${host}`))));
      const services = await admin.list("services", { type: "image" });
      assert.equal(services.length, 1, `round ${round}: services`);
      assert.equal((await admin.list("users", { name: "glance" })).length, 1, `round ${round}`);
      const endpoints = await admin.list("endpoints", { service_id: services[0]?.id ?? "" });
      const places = endpoints.map((row) => `${row.region_id} ${row.interface}`).sort();
      const wanted = hosts.flatMap((host) =>
        ["admin", "internal", "public"].map((interface_) => `of-${host} ${interface_}`),
      );
      assert.deepEqual(places, wanted.sort(), `round ${round}: endpoints`);
      await Promise.all(hosts.map(undo));
      assert.deepEqual(await contents(), before, `round ${round}: what is left`);
    }
  });

  it("are made past the mutex that a killed run has left", async () => {
    const id = `pulumi-glance-lock-${Math.floor(Date.now() / 60_000) - 2}`;
    await admin.create("region", { id, description: "stack dead on host gone" });
    await apply("image1", identityOf("solo"));
    const regions = (await admin.list("regions")).map((row) => row.id);
    assert.ok(regions.includes("solo") && !regions.some((name) => name.includes("lock")));
  });

  it("change without ending a token that was given out before", async () => {
    const { token } = await asGlance();
    const identity = identityOf("solo");
    const endpoints = { ...identity.endpoints, public: "https://elsewhere:9292" };
    const { changes } = await apply("image1", { ...identity, endpoints });
    assert.equal(changes.length, 1);
    assert.ok(await admin.takes(token));
    // Another password ends it, so that the above says something.
    await apply("image1", withUser({ password: `${password} other` }));
    assert.ok(!(await admin.takes(token)));
    await undo("image1");
  });

  it("have a domain of their own, and project and role by id", async () => {
    const domain = await admin.create("domain", { name: "Cloud", enabled: true });
    const project = await admin.create("project", { name: "images", domain_id: domain.id });
    const [role] = await admin.list("roles", { name: "member" });
    const user = {
      domainName: "Cloud",
      projectDomainName: "Cloud",
      project: project.id,
      role: role?.id ?? "",
    };
    await apply("image1", withUser(user));
    await asGlance({ domain: "Cloud", project: "images" });
    assert.deepEqual((await apply("image1", withUser({ ...user, project: "images" }))).changes, []);
    await assert.rejects(
      apply("image1", withUser({ ...user, role: "none" })),
      /there is no role none, by this name or this id/,
    );
    await undo("image1");
    assert.deepEqual(await admin.list("users", { domain_id: domain.id }), []);
  });

  it("are enabled where they are disabled, and disabled again by an undo", async () => {
    const values = { name: "glance", domain_id: "default", password, enabled: false };
    const user = await admin.create("user", values);
    const service = await admin.create("service", { name: "g", type: "image", enabled: false });
    const before = await contents();
    await apply("image1", identityOf("solo"));
    const { token } = await asGlance();
    assert.ok(await admin.takes(token));
    assert.equal((await admin.list("services", { type: "image" }))[0]?.enabled, true);
    await undo("image1");
    assert.deepEqual(await contents(), before);
    await admin.remove("user", user.id);
    await admin.remove("service", service.id);
  });

  it("go over to another host with their ids, and are given back from there", async () => {
    const service = await admin.create("service", { name: "g", type: "image", enabled: true });
    const place = { service_id: service.id, region_id: "solo", interface: "public" };
    const old = await admin.create("endpoint", { ...place, url: "http://old:9292" });
    const before = await contents();
    await apply("image1", identityOf("solo"));
    const made = await ids();
    assert.deepEqual((await apply("image2", identityOf("solo"))).changes, []);
    assert.match(
      await run("image1", "undo test-image1 2>&1"),
      /another host keeps the records of solo by now/,
    );
    assert.deepEqual(await ids(), made);
    await asGlance();
    await undo("image2");
    assert.deepEqual(await contents(), before);
    const [endpoint] = await admin.list("endpoints", { service_id: service.id });
    assert.deepEqual([endpoint?.id, endpoint?.url], [old.id, "http://old:9292"]);
    await admin.remove("service", service.id);
  });

  it("lead clients to another URL and region when that is published, and not before", async () => {
    const before = await contents();
    const wanted = (region: string, port: number): IdentityRequest => {
      const url = `http://${region}:${port}`;
      const endpoints = { public: url, internal: url, admin: url };
      return { ...identityOf(region), endpoints, endpointsLast: true };
    };
    const publish = async ({ region, endpoints }: IdentityRequest) => {
      const request: PublishRequest = {
        ...{ format: 1, stack: "test-image1", host: "image1", generation: 0 },
        ...{ region, endpoints, service: "glance" },
      };
      return JSON.parse(await run("image1", "publish", request)) as PublishReport;
    };
    const urls = async () =>
      [...new Set((await admin.list("endpoints")).map(({ url }) => String(url)))]
        .filter((url) => url.includes("//so"))
        .sort();
    await apply("image1", wanted("solo", 9292));
    assert.deepEqual((await publish(wanted("solo", 9292))).changes, []);
    await apply("image1", wanted("solo", 9293));
    assert.deepEqual(await urls(), ["http://solo:9292"]);
    assert.equal((await publish(wanted("solo", 9293))).changes.length, 3);
    assert.deepEqual(await urls(), ["http://solo:9293"]);
    await apply("image1", wanted("south", 9293));
    assert.deepEqual(await urls(), ["http://solo:9293", "http://south:9293"]);
    await publish(wanted("south", 9293));
    assert.deepEqual(await urls(), ["http://south:9293"]);
    await undo("image1");
    assert.deepEqual(await contents(), before);
  });

  it("keep the former user until it is retired", async () => {
    await apply("image1", identityOf("solo"));
    const former = await asGlance();
    await apply("image1", withUser({ name: "glance-b" }));
    assert.ok(await admin.takes(former.token));
    const request = { format: 1, stack: "test-image1", host: "image1" };
    const { changes } = JSON.parse(await run("image1", "retire", request)) as RetireReport;
    assert.match(changes.at(-1) ?? "", /^IdentityRecords: user [0-9a-f]+ removed$/);
    assert.ok(!(await admin.takes(former.token)));
    assert.deepEqual(await admin.list("users", { name: "glance" }), []);
    await asGlance({ user: "glance-b" });
    await undo("image1");
    assert.deepEqual(await admin.list("users", { name: "glance-b" }), []);
  });
});
