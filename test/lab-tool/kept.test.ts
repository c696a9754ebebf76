import { strict as assert } from "node:assert";
import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, it } from "mocha";
import { keep } from "../../lab/nspawn/kept";

describe("what a host keeps when its Debian is upgraded", () => {
  let folder = "";
  const at = (...path: readonly string[]) => join(folder, ...path);
  const write = (path: string, content: string) => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), content);
  };
  const users = (layer: string, glance: number) => {
    write(`${layer}/etc/passwd`, `root:x:0:0::/root:\nglance:x:${glance}:${glance}::/:\n`);
    write(`${layer}/etc/group`, `root:x:0:\nglance:x:${glance}:\n`);
  };
  const upgraded = () => {
    keep(at("old"), at("new"), { old: [at("old"), at("bullseye")], new: [at("bookworm")] });
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lab-kept-"));
    users("bullseye", 110);
    users("bookworm", 64062);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("is its configuration and its ledger, and none of its programs", () => {
    for (const path of ["etc/glance/glance-api.conf", "var/lib/pulumi-glance/x/ledger.json"]) {
      write(`old/${path}`, path);
    }
    for (const path of ["usr/bin/haproxy", "var/lib/dpkg/status"]) write(`old/${path}`, path);
    upgraded();
    assert.equal(readFileSync(at("new/etc/glance/glance-api.conf"), "utf8").slice(-4), "conf");
    assert.ok(existsSync(at("new/var/lib/pulumi-glance/x/ledger.json")));
    for (const path of ["usr", "var/lib/dpkg"]) assert.ok(!existsSync(at("new", path)), path);
  });

  it("belongs to the users of the same names, and to root where there is none", () => {
    const ids = [0, 110, 4711];
    for (const id of ids) {
      write(`old/etc/glance/${id}`, "");
      chownSync(at(`old/etc/glance/${id}`), id, id);
    }
    upgraded();
    const owners = ids.map((id) => lstatSync(at(`new/etc/glance/${id}`)));
    assert.deepEqual(
      owners.map(({ uid, gid }) => [uid, gid]),
      [
        [0, 0],
        [64062, 64062],
        [0, 0],
      ],
    );
  });

  it("knows the users whom packages brought after the host was booted", () => {
    users("old", 112);
    write("old/etc/glance/file", "");
    chownSync(at("old/etc/glance/file"), 112, 112);
    upgraded();
    assert.equal(lstatSync(at("new/etc/glance/file")).uid, 64062);
  });
});
