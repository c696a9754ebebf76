import "../../support/mocks";
import * as assert from "node:assert/strict";
import { ComputeDirectAccess } from "../../../components/procedures/computeDirectAccess";
import { platform } from "../../../platforms/families";
import { SettingGone } from "../../../releases/release";
import { spoken } from "../../support/procedure";
import { nova, on } from "../../support/target";

const imagesDirectory = "/var/lib/glance/images";
const made = (release: "juno" | "kilo" | "mitaka" | "newton" | "ocata" | "pike" | "zed") =>
  spoken(
    () => new ComputeDirectAccess("compute", { ...on(release), entry: "images", imagesDirectory }),
  );

const key = "allowed_direct_url_schemes";

describe("ComputeDirectAccess", () => {
  for (const [release, section, older] of [
    ["juno", "DEFAULT", []],
    ["kilo", "glance", ["DEFAULT"]],
    ["mitaka", "glance", ["DEFAULT"]],
  ] as const) {
    it(`lets Nova of ${release} copy from the file system under its entry's name`, async () => {
      const part = await made(release);
      const item = { item: "file", into: "always" };
      const lists = {
        ...Object.fromEntries(
          older.map((name) => [name, { [key]: { ...item, into: "whereSet" } }]),
        ),
        [section]: { [key]: item },
        image_file_url: { filesystems: { item: "images", into: "always" } },
      };
      const filesystem = {
        id: { of: "filesystemId" },
        mountpoint: { of: "filesystemMountPoint" },
      };
      const visible = {
        settings: { [nova]: { "image_file_url:images": filesystem } },
        lists: { [nova]: lists },
        directLoading: {
          files: [nova, "/etc/nova/nova-compute.conf"],
          entry: "images",
          schemes: [section, ...older].map((name) => ({ section: name, key })),
          filesystems: [{ section: "image_file_url", key: "filesystems" }],
          directory: imagesDirectory,
          user: "nova",
        },
      };
      assert.deepEqual(part.said("compute"), {
        ...visible,
        units: { "nova-compute.service": [nova] },
      });
      assert.equal(part.said("image"), undefined);
      const { directLoading: _, ...shown } = visible;
      assert.deepEqual(part.inputs, { compute: shown }, "a preview shows what is written");
    });
  }

  it("looks into the files that the distribution starts nova-compute with", async () => {
    const target = { ...on("juno"), platform: platform("redhat") };
    const part = await spoken(
      () => new ComputeDirectAccess("compute", { ...target, entry: "images", imagesDirectory }),
    );
    const { files } = part.said("compute")?.directLoading as Record<string, unknown>;
    assert.deepEqual(files, ["/usr/share/nova/nova-dist.conf", nova]);
  });

  for (const release of ["newton", "ocata"] as const) {
    it(`lets Nova of ${release} copy from Glance's own path, for it misses every entry`, async () => {
      const said = (await made(release)).said("compute");
      assert.equal(said?.settings, undefined);
      assert.deepEqual(said?.drops, { [nova]: { image_file_url: ["filesystems"] } });
      assert.deepEqual(said.lists, {
        [nova]: {
          DEFAULT: { [key]: { item: "file", into: "whereSet" } },
          glance: { [key]: { item: "file", into: "always" } },
        },
      });
      const { entry, filesystems } = said.directLoading as Record<string, unknown>;
      assert.equal(entry, null);
      assert.deepEqual(filesystems, [{ section: "image_file_url", key: "filesystems" }]);
    });
  }

  for (const release of ["pike", "zed"] as const) {
    it(`says for ${release} that Pike lost it and what there is instead`, async () => {
      await assert.rejects(made(release), (error) => {
        assert.ok(error instanceof SettingGone);
        assert.match(
          error.message,
          new RegExp(
            `^${release} no longer has .* \\(procedure 5\\.12\\), gone since pike\\. .*Nova copies`,
          ),
        );
        assert.match(error.message, /enable_rbd_download/);
        return true;
      });
    });
  }
});
