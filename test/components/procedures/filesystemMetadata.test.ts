import "../../support/mocks";
import * as assert from "node:assert/strict";
import { FilesystemMetadata } from "../../../components/procedures/filesystemMetadata";
import type { Target } from "../../../components/procedures/procedure";
import { locationPolicy } from "../../../releases/policies";
import { spoken } from "../../support/procedure";
import { api, on, zed } from "../../support/target";

const metadataFile = "/etc/glance/filesystem_store_metadata.json";
const policy = "/etc/glance/policy.d/50-pulumi-glance.yaml";
const imagesDirectory = "/var/lib/glance/images";
const tokenFile = "/var/lib/glance/images/.pulumi-glance-glance-test-image1";
const made = (
  target: Target & { imagesDirectory?: string; tokenFile?: string; novaReads?: boolean } = zed,
) =>
  spoken(
    () =>
      new FilesystemMetadata("filesystem", {
        metadataFile,
        imagesDirectory,
        tokenFile: null,
        novaReads: false,
        ...target,
        id: "5b2f8a1e",
        idIsFixed: false,
      }),
  );

describe("FilesystemMetadata", () => {
  it("shows locations, names directory and document in the backend, and drops older places", async () => {
    const part = await made();
    const older = ["filesystem_store_metadata_file", "filesystem_store_datadir"];
    assert.deepEqual(part.said("image"), {
      settings: {
        [api]: {
          DEFAULT: { show_multiple_locations: "True" },
          file: {
            filesystem_store_metadata_file: metadataFile,
            filesystem_store_datadir: imagesDirectory,
          },
        },
      },
      drops: { [api]: { DEFAULT: older, glance_store: older } },
      checks: [
        {
          kind: "fileStore",
          directory: imagesDirectory,
          reads: {
            file: api,
            options: { several: [{ section: "file", key: "filesystem_store_datadirs" }] },
          },
        },
      ],
      files: {
        [policy]: {
          owner: "root",
          group: "glance",
          mode: "0640",
          content: locationPolicy("zed", false).content,
        },
      },
      metadata: {
        path: metadataFile,
        id: "5b2f8a1e",
        idIsFixed: false,
        imagesDirectory,
        owner: "root",
        group: "glance",
        mode: "0640",
      },
      validations: [{ kind: "filesystemMetadata", path: metadataFile }],
      units: { "glance-api.service": [api, metadataFile, policy] },
    });
    assert.equal(part.said("compute"), undefined);
  });

  it("sets the guide's own keys for Juno, whose directory is the guide's own", async () => {
    const part = await made(on("juno"));
    assert.deepEqual(part.said("image")?.settings, {
      [api]: {
        DEFAULT: { show_multiple_locations: "True", filesystem_store_metadata_file: metadataFile },
      },
    });
    assert.deepEqual(part.said("image")?.drops, {});
    const elsewhere = await made({ ...on("juno"), imagesDirectory: "/srv/images" });
    assert.match(JSON.stringify(elsewhere.inputs), /"filesystem_store_datadir":"\/srv\/images"/);
  });

  for (const release of ["kilo", "stein"] as const) {
    it(`names directory and document in the section of all stores for ${release}`, async () => {
      const part = await made(on(release));
      assert.deepEqual(part.said("image")?.settings, {
        [api]: {
          DEFAULT: { show_multiple_locations: "True" },
          glance_store: {
            filesystem_store_metadata_file: metadataFile,
            filesystem_store_datadir: imagesDirectory,
          },
        },
      });
      assert.deepEqual(part.said("image")?.drops, {
        [api]: { DEFAULT: ["filesystem_store_metadata_file", "filesystem_store_datadir"] },
      });
    });
  }

  it("has the first image host write a token where the directory is shared", async () => {
    const part = await made({ ...zed, tokenFile });
    const token = { path: tokenFile, owner: "glance", group: "glance", mode: "0644" };
    assert.deepEqual(part.said("image")?.token, token);
    assert.deepEqual((part.inputs as { image: { token: unknown } }).image.token, token);
  });

  it("lets users see locations where Nova asks for them as the user", async () => {
    for (const [novaReads, hidden] of [
      [true, false],
      [false, true],
    ] as const) {
      const { inputs } = await made({ ...on("pike"), novaReads });
      assert.equal(JSON.stringify(inputs).includes("get_image_location"), hidden);
    }
  });

  it("writes the policy in the form that the release reads, and restarts for it", async () => {
    for (const release of ["juno", "victoria", "wallaby", "2026.1"] as const) {
      const { path, content } = locationPolicy(release, false);
      const { files, units } = (await made(on(release))).said("image") as {
        files: Record<string, { content: string }>;
        units: Record<string, readonly string[]>;
      };
      assert.equal(files[`/etc/glance/${path}`]?.content, content);
      assert.ok(units["glance-api.service"]?.includes(`/etc/glance/${path}`), release);
    }
  });
});
