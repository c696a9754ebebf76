import { secretly } from "../support/mocks";
import * as assert from "node:assert/strict";
import { output, secret } from "@pulumi/pulumi";
import { ComputeDirectAccess } from "../../components/computeDirectAccess";
import type { ListItem } from "../../host/document";
import { SettingGone } from "../../releases/release";
import { spoken } from "../support/part";
import { nova, on } from "../support/target";

const made = (release: "juno" | "kilo" | "ocata" | "pike" | "zed") =>
  spoken(
    () =>
      new ComputeDirectAccess("compute", {
        ...on(release),
        entry: "images",
        id: output("5b2f8a1e"),
        mountPoint: "/var/lib/glance/images",
      }),
  );

describe("ComputeDirectAccess", () => {
  const schemes = (into: ListItem) => ({ allowed_direct_url_schemes: { item: "file", into } });

  // To Ocata Nova reads the older name, too, where somebody has set it.
  for (const [release, lists] of [
    ["juno", { DEFAULT: schemes("always") }],
    ["kilo", { glance: schemes("always"), DEFAULT: schemes("whereSet") }],
    ["ocata", { glance: schemes("always"), DEFAULT: schemes("whereSet") }],
  ] as const) {
    it(`lets Nova of ${release} copy from the file system under its entry's name`, async () => {
      const part = await made(release);
      assert.deepEqual(part.said("compute"), {
        settings: {
          [nova]: {
            "image_file_url:images": {
              id: "5b2f8a1e",
              mountpoint: "/var/lib/glance/images",
            },
          },
        },
        lists: {
          [nova]: { ...lists, image_file_url: { filesystems: { item: "images", into: "always" } } },
        },
        units: { "nova-compute.service": [nova] },
      });
      assert.equal(part.said("image"), undefined);
    });
  }

  for (const release of ["pike", "zed"] as const) {
    it(`says for ${release} that Pike lost it and what there is instead`, async () => {
      await assert.rejects(made(release), (error) => {
        assert.ok(error instanceof SettingGone);
        assert.match(
          error.message,
          new RegExp(
            `\\(procedure 5\\.12\\): ${release} no longer has it since pike\\. Nova copies`,
          ),
        );
        assert.match(error.message, /enable_rbd_download/);
        return true;
      });
    });
  }

  it("keeps an id secret that is", async () => {
    const part = await spoken(
      () =>
        new ComputeDirectAccess("compute", {
          ...on("ocata"),
          entry: "e",
          id: secret("i"),
          mountPoint: "/m",
        }),
    );
    const { settings } = part.said("compute") as {
      settings: Record<string, Record<string, unknown>>;
    };
    assert.deepEqual(settings[nova]?.["image_file_url:e"], { id: secretly("i"), mountpoint: "/m" });
  });
});
