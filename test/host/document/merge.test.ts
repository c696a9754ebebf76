import { revealed, secretly } from "../../support/mocks";
import * as assert from "node:assert/strict";
import { secret, type Input } from "@pulumi/pulumi";
import type { Contribution, SignedContribution } from "../../../host/document/contribution";
import { emptyDocument } from "../../support/emptyDocument";
import { ContributionConflict } from "../../../host/document/conflict";
import { merge } from "../../../host/document/merge";

const ownership = { owner: "root", group: "root", mode: "0640" };

const merged = (contributions: Readonly<Record<string, Contribution>>) =>
  merge(
    Object.entries(contributions).map(([component, contribution]): SignedContribution => ({
      component,
      contribution,
    })),
    () => ownership,
  );

const refused = (contributions: Readonly<Record<string, Contribution>>, message: string) => {
  assert.throws(
    () => merged(contributions),
    (error) => {
      assert.ok(error instanceof ContributionConflict);
      assert.equal(error.message, message);
      return true;
    },
  );
};

const sets = (value: Input<string>): Contribution => ({
  settings: { "/f": { s: { k: value } } },
});

describe("merge", () => {
  it("makes an empty document of nothing", () => {
    const { format: _f, program: _p, generation: _g, ...nothing } = emptyDocument;
    assert.deepEqual(merged({}), nothing);
  });

  it("gathers the settings of a file from all components, and who set each", async () => {
    const { settings } = merged({
      One: { settings: { "/f": { s: { a: "1" } } }, drops: { "/f": { s: ["old"] } } },
      Two: {
        settings: { "/f": { s: { b: secret("2") }, t: { c: "3" } }, "/g": { u: { d: "4" } } },
      },
      Three: { drops: { "/f": { s: ["old", "older"] }, "/h": { v: ["gone"] } } },
    });
    assert.deepEqual(await revealed(settings), [
      {
        path: "/f",
        ownership,
        set: {
          s: {
            a: { value: "1", component: "One" },
            b: { value: secretly("2"), component: "Two", secret: true },
          },
          t: { c: { value: "3", component: "Two" } },
        },
        drop: { s: { old: "One", older: "Three" } },
      },
      { path: "/g", ownership, set: { u: { d: { value: "4", component: "Two" } } }, drop: {} },
      { path: "/h", ownership, set: {}, drop: { v: { gone: "Three" } } },
    ]);
  });

  it("takes the owner of a file that does not exist yet from its path", () => {
    const asked: string[] = [];
    merge([{ component: "One", contribution: sets("1") }], (path) => {
      asked.push(path);
      return ownership;
    });
    assert.deepEqual(asked, ["/f"]);
  });

  it("refuses two components that set one key differently, naming both", () => {
    refused(
      { One: sets("1"), Two: sets("2") },
      "One and Two: /f [s] k: both set it, each to another value. Leave it to one of them.",
    );
  });

  it("lets two components set one key to the same text", () => {
    const { settings } = merged({ One: sets("1"), Two: sets("1") });
    assert.deepEqual(settings, [
      { path: "/f", ownership, set: { s: { k: { value: "1", component: "One" } } }, drop: {} },
    ]);
  });

  it("hands on what the host itself finds, and refuses another value beside it", async () => {
    const found = (of: "filesystemId" | "filesystemMountPoint"): Contribution => ({
      settings: { "/f": { s: { k: { of } } } },
    });
    const { settings } = merged({ One: found("filesystemId"), Two: found("filesystemId") });
    const [file] = (await revealed(settings)) as { set: unknown }[];
    assert.deepEqual(file?.set, { s: { k: { value: "", of: "filesystemId", component: "One" } } });
    for (const other of [found("filesystemMountPoint"), sets(""), sets("x")]) {
      const message =
        "One and Two: /f [s] k: both set it, each to another value. Leave it to one of them.";
      refused({ One: found("filesystemId"), Two: other }, message);
      refused({ One: other, Two: found("filesystemId") }, message);
    }
  });

  it("takes a secret for different from any other value, without looking at it", () => {
    const message =
      "One and Two: /f [s] k: both set it, each to another value. Leave it to one of them.";
    refused({ One: sets("1"), Two: sets(secret("1")) }, message);
    refused({ One: sets(secret("1")), Two: sets(secret("1")) }, message);
  });

  it("refuses a key that one sets and another drops, whoever speaks first", () => {
    const drops: Contribution = { drops: { "/f": { s: ["k"] } } };
    const message =
      "One and Two: /f [s] k: the former sets what the latter takes out, since it is an older name. Set it by its newer name.";
    refused({ One: sets("1"), Two: drops }, message);
    refused({ Two: drops, One: sets("1") }, message);
  });

  const lists = (item: string, key = "k"): Contribution => ({
    lists: { "/f": { s: { [key]: { item, into: "always" } } } },
  });

  it("gathers items of lists beside settings, and says which are items", () => {
    const { settings } = merged({
      One: { ...sets("1"), ...lists("a", "one") },
      Two: { lists: { "/f": { s: { two: { item: "b", into: "whereSet" } } }, "/g": { t: {} } } },
      Three: lists("a", "one"),
    });
    assert.deepEqual(settings, [
      {
        path: "/f",
        ownership,
        set: {
          s: {
            k: { value: "1", component: "One" },
            one: { value: "a", list: "always", component: "One" },
            two: { value: "b", list: "whereSet", component: "Two" },
          },
        },
        drop: {},
      },
    ]);
  });

  it("refuses two items of one list, naming both: a document has room for one", () => {
    refused(
      { One: lists("a"), Two: lists("b") },
      "One and Two: /f [s] k: both set it, each to another value. Leave it to one of them.",
    );
  });

  it("refuses a list of which another sets the whole, whoever speaks first", () => {
    refused(
      { One: lists("a"), Two: sets("a,b") },
      "One and Two: /f [s] k: both set it, each to another value. Leave it to one of them.",
    );
    refused(
      { One: lists("a"), Two: sets("a") },
      "One and Two: /f [s] k: both set it, each to another value. Leave it to one of them.",
    );
    refused(
      { Two: sets("a"), One: lists("a") },
      "Two and One: /f [s] k: both set it, each to another value. Leave it to one of them.",
    );
    refused(
      { Two: sets("a,b"), One: lists("a") },
      "Two and One: /f [s] k: both set it, each to another value. Leave it to one of them.",
    );
    refused(
      { One: lists("a"), Two: sets(secret("a")) },
      "One and Two: /f [s] k: both set it, each to another value. Leave it to one of them.",
    );
  });

  it("refuses a list that another drops as an older name", () => {
    refused(
      { One: lists("a"), Two: { drops: { "/f": { s: ["k"] } } } },
      "One and Two: /f [s] k: the former sets what the latter takes out, since it is an older name. Set it by its newer name.",
    );
  });

  it("tells apart keys of one name in other sections and files", () => {
    const { settings } = merged({
      One: sets("1"),
      Two: { settings: { "/f": { t: { k: "2" } }, "/g": { s: { k: "3" } } } },
      Three: { drops: { "/f": { u: ["k"] }, "/h": { s: ["k"] } } },
    });
    assert.equal(settings.length, 3);
  });

  it("refuses a file that two components write", () => {
    const files = { "/f": { ...ownership, content: "" } };
    refused(
      { One: { files }, Two: { files } },
      "One and Two: /f: both write this file. Leave it to one of them.",
    );
  });

  it("signs files, openings, checks and probes with their components", async () => {
    const { files, firewall, checks, health } = merged({
      One: {
        files: { "/f": { ...ownership, content: secret("text") } },
        firewall: [{ port: 1, protocol: "tcp", sources: [] }],
        checks: [{ kind: "database", url: "u" }],
        health: [{ kind: "tcp", host: "h", port: 1, unit: "u", timeoutSeconds: 1 }],
      },
      Two: { checks: [{ kind: "broker", transportUrl: "t" }] },
    });
    assert.deepEqual(await revealed({ files, firewall, checks, health }), {
      files: [{ path: "/f", ...ownership, content: secretly("text"), component: "One" }],
      firewall: [{ port: 1, protocol: "tcp", sources: [], component: "One" }],
      checks: [
        { kind: "database", url: "u", component: "One" },
        { kind: "broker", transportUrl: "t", component: "Two" },
      ],
      health: [{ kind: "tcp", host: "h", port: 1, unit: "u", timeoutSeconds: 1, component: "One" }],
    });
  });

  it("installs a package once, for the first that asked", () => {
    const { packages } = merged({ One: { packages: ["a", "b"] }, Two: { packages: ["b", "c"] } });
    assert.deepEqual(packages, [
      { name: "a", component: "One" },
      { name: "b", component: "One" },
      { name: "c", component: "Two" },
    ]);
  });

  it("joins the files that a unit reads, each once, and says who reloads", () => {
    const { units } = merged({
      One: { units: { api: ["/f", "/g"] } },
      Two: { units: { api: ["/g", "/h"], proxy: ["/h"] }, reloads: ["proxy"] },
    });
    assert.deepEqual(units, [
      { name: "api", reads: ["/f", "/g", "/h"], reload: false, component: "One" },
      { name: "proxy", reads: ["/h"], reload: true, component: "Two" },
    ]);
  });

  const mount = { source: "a:/v", type: "glusterfs", mountPoint: "/m", options: "defaults" };

  it("joins the mounts of two roles: owned as the one says, needed by the units of both", () => {
    const glance = { owner: "glance", group: "glance", mode: "0755" };
    const one = { ...mount, ownership: glance, requiredBy: ["api"] };
    const two = { ...mount, ownership: null, requiredBy: ["compute"] };
    const joined = { ...mount, ownership: glance, component: "Gluster" };
    const signed = (...mounts: NonNullable<Contribution["mounts"]>) =>
      merge(
        mounts.map((each) => ({ component: "Gluster", contribution: { mounts: [each] } })),
        () => ownership,
      ).mounts;
    assert.deepEqual(signed(one, two), [{ ...joined, requiredBy: ["api", "compute"] }]);
    assert.deepEqual(signed(two, one), [{ ...joined, requiredBy: ["compute", "api"] }]);
  });

  for (const [what, other] of [
    ["source", { source: "b:/v" }],
    ["type", { type: "nfs" }],
    ["options", { options: "ro" }],
  ] as const) {
    it(`refuses two mounts of one place that differ in ${what}`, () => {
      const one = { ...mount, ownership: null, requiredBy: [] };
      refused(
        { One: { mounts: [one] }, Two: { mounts: [{ ...one, ...other }] } },
        "One and Two: /m: both mount there, each another volume or with other options. Leave it to one of them.",
      );
    });
  }

  it("refuses a second schema, identity or metadata, naming both", () => {
    const schema = { user: "u", check: "c", sync: "s", connection: "x" };
    refused(
      { One: { schema }, Two: { schema } },
      "One and Two: the database's tables: both ask for this, and a host has it once. Leave it to one of them.",
    );
    const identity = {
      admin: { rcFile: "/rc" },
      region: "r",
      user: {
        name: "u",
        password: "p",
        domainName: "d",
        project: "p",
        projectDomainName: "d",
        role: "r",
      },
      service: { name: "s", type: "image", description: "" },
      endpoints: { public: "p", internal: "i", admin: "a" },
    };
    refused(
      { One: { identity }, Two: { identity } },
      "One and Two: Keystone's records: both ask for this, and a host has it once. Leave it to one of them.",
    );
    const metadata = { ...ownership, path: "/m", id: "i", idIsFixed: false, imagesDirectory: "/d" };
    refused(
      { One: { metadata }, Two: { metadata } },
      "One and Two: the file system's metadata: both ask for this, and a host has it once. Leave it to one of them.",
    );
    const abandon = { stores: ["fast"], database: false };
    refused(
      { One: { abandon }, Two: { abandon } },
      "One and Two: images that may be left: both ask for this, and a host has it once. Leave it to one of them.",
    );
    assert.deepEqual(merged({ One: { abandon } }).abandon, { ...abandon, component: "One" });
    const { schema: signed } = merged({ One: { schema } });
    assert.deepEqual(signed, { ...schema, component: "One" });
  });
});
