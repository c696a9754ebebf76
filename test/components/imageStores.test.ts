import "../support/mocks";
import * as assert from "node:assert/strict";
import { ImageStores } from "../../components/imageStores";
import { spoken } from "../support/part";
import { api, on, zed } from "../support/target";

const made = (defaultStore: "file" | "swift", target = zed) =>
  spoken(() => new ImageStores("stores", { ...target, defaultStore }));

describe("ImageStores", () => {
  it("sends new images to Swift and still serves those of the other stores", async () => {
    const part = await made("swift");
    assert.deepEqual(part.said("image"), {
      settings: {
        [api]: {
          DEFAULT: { enabled_backends: "file:file,http:http,swift:swift" },
          glance_store: { default_backend: "swift" },
        },
      },
      drops: {
        [api]: {
          DEFAULT: ["stores", "known_stores", "default_store", "default_swift_reference"],
          glance_store: ["stores", "default_store", "default_swift_reference"],
        },
      },
      validations: [{ kind: "oslo", path: api }],
      units: { "glance-api.service": [api] },
    });
  });

  it("keeps to the file store without Swift", async () => {
    const part = await made("file");
    assert.deepEqual(part.said("image")?.settings, {
      [api]: {
        DEFAULT: { enabled_backends: "file:file,http:http" },
        glance_store: { default_backend: "file" },
      },
    });
  });

  it("refuses a release from before there were backends", async () => {
    await assert.rejects(
      made("file", on("stein")),
      /enabled stores \(procedure 5\.5\): stein does/,
    );
  });
});
