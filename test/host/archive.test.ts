import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { packProgram } from "../../host/archive";

const repository = join(__dirname, "..", "..");

describe("packProgram", () => {
  let project = "";

  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), "glance-"));
    mkdirSync(join(project, "host", "program"), { recursive: true });
    write("__main__.py", "import other\nprint(other.word)\n");
    write("other.py", "word = 'packed'\n");
  });

  afterEach(() => {
    rmSync(project, { recursive: true });
  });

  const write = (name: string, text: string) => {
    writeFileSync(join(project, "host", "program", name), text);
  };

  const bytes = () => readFileSync(join(project, packProgram(project).path));

  it("packs what Python runs, under a path of the project's and with its sha256", () => {
    const { path, sha256 } = packProgram(project);
    assert.equal(path, join("host", ".build", `program-${sha256.slice(0, 16)}.pyz`));
    assert.equal(createHash("sha256").update(bytes()).digest("hex"), sha256);
    const said = execFileSync("python3", [join(project, path)], { encoding: "utf8" });
    assert.equal(said, "packed\n");
  });

  it("packs the same bytes whenever, wherever and in whatever order files were written", () => {
    const before = bytes();
    rmSync(join(project, "host"), { recursive: true });
    mkdirSync(join(project, "host", "program"), { recursive: true });
    write("other.py", "word = 'packed'\n");
    write("__main__.py", "import other\nprint(other.word)\n");
    utimesSync(join(project, "host", "program", "other.py"), 1, 1);
    assert.deepEqual(bytes(), before);
  });

  it("packs the same bytes in any time zone", () => {
    const { path } = packProgram(project);
    const script = `require("./host/archive").packProgram(${JSON.stringify(project)})`;
    rmSync(join(project, path));
    execFileSync(process.execPath, ["--import", "tsx", "-e", script], {
      cwd: repository,
      env: { ...process.env, TZ: "Pacific/Kiritimati" },
    });
    assert.ok(existsSync(join(project, path)));
  });

  it("packs anew when a source changes, and leaves other files out", () => {
    const before = packProgram(project);
    write("notes.md", "not the program's");
    mkdirSync(join(project, "host", "program", "__pycache__"));
    assert.deepEqual(packProgram(project), before);
    write("other.py", "word = 'changed'\n");
    assert.notEqual(packProgram(project).sha256, before.sha256);
    assert.deepEqual(Object.keys(unzipSync(bytes().subarray(bytes().indexOf("PK")))), [
      "__main__.py",
      "other.py",
    ]);
  });

  it("packs what runs by its name, as an administrator installs it", () => {
    const said = execFileSync(join(project, packProgram(project).path), { encoding: "utf8" });
    assert.equal(said, "packed\n");
  });

  it("leaves nothing half-written behind", () => {
    packProgram(project);
    packProgram(project);
    assert.equal(readdirSync(join(project, "host", ".build")).length, 1);
  });

  it("packs the real program so that python3 runs it", function () {
    if (!existsSync(join(repository, "host", "program", "__main__.py"))) this.skip();
    const archive = join(repository, packProgram(repository).path);
    const help = execFileSync("python3", [archive, "--help"], { encoding: "utf8" });
    for (const word of ["apply", "prove", "undo"]) assert.ok(help.includes(word), help);
  });
});
