import * as assert from "node:assert/strict";
import {
  allowedDirectUrlSchemes,
  glusterMountPointBase,
  imageFilesystems,
  volumeDrivers,
} from "../../../releases/meanings/compute";
import { history, type AnyRelease } from "../../../releases/history";
import { has, place, type Meaning } from "../../../releases/release";

const newest = (meaning: Meaning): AnyRelease | undefined =>
  history.filter((release) => has(meaning, release)).at(-1);

describe("Nova's settings", () => {
  it("stand in nova.conf under Juno's own names", () => {
    const places = [
      volumeDrivers,
      glusterMountPointBase,
      allowedDirectUrlSchemes,
      imageFilesystems,
    ];
    assert.deepEqual(
      places.map((meaning) => {
        const { file, section, key } = place(meaning, "juno");
        return `${file} [${section}] ${key}`;
      }),
      [
        "nova.conf [libvirt] volume_drivers",
        "nova.conf [libvirt] glusterfs_mount_point_base",
        "nova.conf [DEFAULT] allowed_direct_url_schemes",
        "nova.conf [image_file_url] filesystems",
      ],
    );
  });

  it("move to sections of their own, and leave nothing behind", () => {
    const { section, key, supersedes } = place(allowedDirectUrlSchemes, "kilo");
    assert.equal(`[${section}] ${key}`, "[glance] allowed_direct_url_schemes");
    assert.deepEqual(supersedes, [
      { file: "nova.conf", section: "DEFAULT", key: "allowed_direct_url_schemes" },
    ]);
  });

  it("end with the release before the one that lost them", () => {
    assert.equal(newest(volumeDrivers), "juno");
    assert.equal(newest(glusterMountPointBase), "ocata");
    assert.equal(newest(allowedDirectUrlSchemes), "ocata");
    assert.equal(newest(imageFilesystems), "mitaka");
  });

  it("say in Zed which release lost each and what to do", () => {
    const gone = (meaning: Meaning) => {
      try {
        place(meaning, "zed");
      } catch (error) {
        return error instanceof Error ? error.message : "";
      }
      return "";
    };
    assert.match(
      gone(volumeDrivers),
      /^zed no longer has .* \(procedure 5\.10\), gone since kilo\. Leave it out/,
    );
    assert.match(gone(glusterMountPointBase), /since pike\. .*Leave compute\.volumeDriver out/);
    assert.match(
      gone(allowedDirectUrlSchemes),
      /since pike\. .*Leave compute\.filesystemEntry out/,
    );
    assert.match(
      gone(imageFilesystems),
      /^zed no longer has .* \(procedure 5\.12\), gone since pike\. .*over HTTP/,
    );
  });
});
