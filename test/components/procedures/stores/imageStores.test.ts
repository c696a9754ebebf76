import "../../../support/mocks";
import * as assert from "node:assert/strict";
import {
  ImageStores,
  type ImageStoresArgs,
} from "../../../../components/procedures/stores/imageStores";
import type { Contribution } from "../../../../host/document/contribution";
import { spoken } from "../../../support/procedure";
import { api, on, zed } from "../../../support/target";

const nothing = { stores: [], database: false };

const made = (
  defaultStore: "file" | "swift",
  target = zed,
  abandon: ImageStoresArgs["abandon"] = nothing,
) => {
  const stores = defaultStore === "file" ? [] : [{ kind: defaultStore, backend: defaultStore }];
  return spoken(() => new ImageStores("stores", { ...target, stores, abandon }));
};

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

  it("sets the guide's own default_store for Juno, and enables that store", async () => {
    for (const store of ["file", "swift"] as const) {
      const part = await made(store, on("juno"));
      assert.deepEqual(part.said("image")?.settings, {
        [api]: {
          glance_store: { stores: store === "swift" ? "file,http,swift" : "file,http" },
          DEFAULT: { default_store: store },
        },
      });
      assert.deepEqual(part.said("image")?.drops, { [api]: { DEFAULT: ["known_stores"] } });
    }
  });

  for (const release of ["kilo", "stein"] as const) {
    it(`names the stores by their types for ${release}`, async () => {
      const part = await made("swift", on(release));
      assert.deepEqual(part.said("image")?.settings, {
        [api]: { glance_store: { stores: "file,http,swift", default_store: "swift" } },
      });
      assert.deepEqual(part.said("image")?.drops, {
        [api]: { DEFAULT: ["known_stores", "default_store"] },
      });
      const plain = await made("file", on(release));
      assert.deepEqual(plain.said("image")?.settings, {
        [api]: { glance_store: { stores: "file,http", default_store: "file" } },
      });
    });
  }

  it("tells hosts, and shows, what may go with images in it; says nothing where nothing may", async () => {
    for (const abandon of [
      { stores: ["fast"], database: false },
      { stores: [], database: true },
    ]) {
      const part = await made("file", zed, abandon);
      assert.deepEqual(part.said("image")?.abandon, abandon);
      assert.deepEqual((part.inputs as { image: Contribution }).image.abandon, abandon);
    }
    assert.ok(!("abandon" in ((await made("file")).said("image") ?? {})));
  });

  it("gives each store a name of its own since Train, and drops what came before", async () => {
    const [train, newest] = [await made("swift", on("train")), await made("swift", on("2026.1"))];
    assert.deepEqual(train.said("image"), (await made("swift")).said("image"));
    assert.deepEqual(newest.said("image"), train.said("image"));
  });
});
