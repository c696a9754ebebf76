import "../support/mocks";
import * as assert from "node:assert/strict";
import { FilesystemMetadata } from "../../components/filesystemMetadata";
import { locationPolicy } from "../../releases/policies";
import { spoken } from "../support/part";
import { api, on, zed } from "../support/target";

const metadataFile = "/etc/glance/filesystem_store_metadata.json";
const policy = "/etc/glance/policy.d/50-pulumi-glance.yaml";
const imagesDirectory = "/var/lib/glance/images";
const made = (target = zed) =>
  spoken(
    () =>
      new FilesystemMetadata("filesystem", {
        ...target,
        metadataFile,
        imagesDirectory,
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
      files: {
        [policy]: {
          owner: "root",
          group: "glance",
          mode: "0640",
          content: locationPolicy("zed").content,
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

  it("refuses a release from before there were backends", async () => {
    await assert.rejects(made(on("stein")), /file system metadata file .*stein does not have it/);
  });
});
