import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { remote } from "@pulumi/command";
import { asset } from "@pulumi/pulumi";
import { count, entries, Project } from "./project";
import { SshHost } from "./sshHost";

describe("command:remote:CopyToRemote", function () {
  const host = new SshHost();
  const project = new Project("copies");
  const source = mkdtempSync(join(tmpdir(), "conformance-source-"));
  const read = (name: string) => readFileSync(join(host.folder, name), "utf8");

  const program =
    (text: string, dialErrorLimit = 10) =>
    () => {
      const connection = { ...host.connection, dialErrorLimit };
      const copy = (name: string, from: asset.Asset | asset.Archive, remotePath: string) =>
        new remote.CopyToRemote(name, { connection, source: from, remotePath });
      copy("file", new asset.FileAsset(join(source, "one.txt")), "new/folder/copied.txt");
      copy("into", new asset.FileAsset(join(source, "one.txt")), "existing");
      copy("text", new asset.StringAsset(text), "text.txt");
      copy("tree", new asset.FileArchive(join(source, "tree")), "trees");
      return Promise.resolve();
    };

  before(async () => {
    await host.start();
    mkdirSync(join(source, "tree", "deep"), { recursive: true });
    mkdirSync(join(host.folder, "existing"));
    writeFileSync(join(source, "one.txt"), "first");
    writeFileSync(join(source, "tree", "a"), "a");
    writeFileSync(join(source, "tree", "deep", "b"), "b");
    await project.up(program("words"));
  });
  after(async () => {
    project.remove();
    rmSync(source, { recursive: true });
    await host.stop();
  });

  it("copies a file to a new path, and makes the folders above it", () => {
    assert.equal(read("new/folder/copied.txt"), "first");
  });

  it("copies a file into a folder that exists", () => {
    assert.equal(read("existing/one.txt"), "first");
  });

  it("copies a text", () => {
    assert.equal(read("text.txt"), "words");
  });

  it("copies a folder with all that is in it", () => {
    assert.deepEqual(entries(join(host.folder, "trees/tree")), ["a", "deep"]);
    assert.equal(read("trees/tree/deep/b"), "b");
  });

  it("copies again what has another content, and only that", async () => {
    const before = host.counts.uploads;
    writeFileSync(join(source, "one.txt"), "second");
    const { summary } = await project.up(program("other words"));
    assert.equal(count(summary, "update"), 3);
    assert.equal(count(summary, "replace"), 0);
    assert.equal(host.counts.uploads, before + 3);
    assert.equal(read("new/folder/copied.txt"), "second");
    assert.equal(read("existing/one.txt"), "second");
    assert.equal(read("text.txt"), "other words");
  });

  it("does not connect for a changed connection", async () => {
    const before = host.counts.connections;
    const { summary } = await project.up(program("other words", 5));
    assert.equal(count(summary, "update"), 4);
    assert.equal(host.counts.connections, before);
  });

  it("leaves the copies where they are on delete", async () => {
    await project.destroy();
    assert.equal(read("text.txt"), "other words");
  });
});
