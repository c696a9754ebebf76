import { generated, registered, revealed } from "../../support/mocks";
import * as assert from "node:assert/strict";
import type { ImageService } from "../../../components/imageService";
import { tokenFile } from "../../../components/rollout/sharedDirectory";
import { readSettings } from "../../../settings/read";
import { changed, complete, hostKey, raw, smallest } from "../../support/configuration";
import { documentOf, made, service } from "../../support/service";
import { nova } from "../../support/target";

const gluster = { server: "10.0.0.6", volume: "images" };
const compute1 = { address: "10.0.0.31", hostKey: hostKey(3), roles: ["compute"] };
/** Nova of Ocata copies, from what one image host has. */
const direct = {
  ...{ release: "mitaka", filesystem: {}, gluster, "compute/filesystemEntry": "images" },
  "hosts/compute1": compute1,
};
/** The guide's simplest case (5.4.9): both services on one node. */
const oneNode = {
  ...{ release: "mitaka", filesystem: {}, "compute/filesystemEntry": "images" },
  "hosts/image1/roles": ["image", "identity", "compute"],
};
const inForce = {
  ...{ inForce: true, entry: "images", id: generated.uuid },
  mountPoint: "/var/lib/glance/images",
};

const settingsOf = (changes: Readonly<Record<string, unknown>>) =>
  readSettings(raw(changed(smallest, changes)));

async function directLoading(
  changes: Readonly<Record<string, unknown>>,
  base = smallest,
): Promise<Record<string, { inForce: boolean; why?: string }>> {
  let image: ImageService | undefined;
  await registered(() => (image = service(changed(base, changes))));
  return (await revealed(image?.directLoading)) as ReturnType<typeof directLoading>;
}

describe("The token file", () => {
  const name = (changes: Readonly<Record<string, unknown>>, leader = "image1") =>
    tokenFile(settingsOf(changes), "glance-prod", leader);

  it("stands in the images' directory, with stack and first image host in its name", () => {
    const images = "/srv/images";
    assert.equal(
      name({ filesystem: { imagesDirectory: images, shared: true } }),
      "/srv/images/.pulumi-glance-glance-prod-image1",
    );
    assert.equal(
      name({ filesystem: { shared: true } }, "the first/one"),
      "/var/lib/glance/images/.pulumi-glance-glance-prod-the_first_one",
    );
  });

  it("is not there where nothing is shared", () => {
    assert.equal(name({}), null);
    assert.equal(name({ filesystem: {} }), null);
    assert.equal(name({ gluster }), null);
    assert.notEqual(name({ filesystem: {}, gluster }), null);
  });
});

describe("A host that computes only", () => {
  it("is held against the first image host, and finds id and mount point of that", async () => {
    const document = documentOf(await made(smallest, direct), "compute1");
    assert.equal(document.sharing?.component, "ComputeDirectAccess");
    assert.equal(document.sharing.token.value, generated.token);
    assert.equal(document.sharing.id, generated.uuid);
    const section = document.settings.find(({ path }) => path === nova)?.set[
      "image_file_url:images"
    ];
    assert.deepEqual(section, {
      id: { value: "", of: "filesystemId", component: "ComputeDirectAccess" },
      mountpoint: { value: "", of: "filesystemMountPoint", component: "ComputeDirectAccess" },
    });
    assert.equal(document.directLoading?.entry, "images");
  });

  it("has nothing of it where Nova is not to copy", async () => {
    const without = { ...direct, "compute/filesystemEntry": undefined };
    const { sharing, directLoading } = documentOf(await made(smallest, without), "compute1");
    assert.deepEqual([sharing, directLoading], [null, null]);
  });
});

describe("The first image host that is a host of Compute, too,", () => {
  it("is told of 5.12 like any other, and finds the file system itself", async () => {
    const document = documentOf(await made(smallest, oneNode), "image1");
    const file = document.settings.find(({ path }) => path === nova);
    assert.equal(file?.set["image_file_url:images"]?.id?.of, "filesystemId");
    assert.equal(file.set.image_file_url?.filesystems?.value, "images");
    assert.equal(document.metadata?.id, generated.uuid);
    assert.deepEqual([document.token, document.sharing], [null, null]);
    assert.equal(document.directLoading?.component, "ComputeDirectAccess");
    assert.ok(document.units.some(({ name }) => name === "nova-compute.service"));
  });
});

describe("The output directLoading", () => {
  it("says by compute host that it is in force, with id and mount point", async () => {
    assert.deepEqual(await directLoading(direct), { compute1: inForce });
    assert.deepEqual(await directLoading(oneNode), { image1: inForce });
  });

  it("says what serves instead where Nova has lost it", async () => {
    const states = await directLoading({}, complete);
    assert.deepEqual(Object.keys(states), ["image2", "compute1"]);
    for (const { inForce, why } of Object.values(states)) {
      assert.equal(inForce, false);
      assert.match(
        why ?? "",
        /zed no longer has .*, gone since pike\. .*Nova copies images over HTTP/,
      );
      assert.match(why ?? "", /enable_rbd_download/);
    }
  });

  for (const [what, changes, why] of [
    ["a file system", { ...direct, filesystem: undefined, gluster: undefined }, /^filesystem is/],
    ["an entry", direct, /^compute\.filesystemEntry is not given/],
  ] as const) {
    it(`says that ${what} is not given`, async () => {
      const states = await directLoading({ ...changes, "compute/filesystemEntry": undefined });
      assert.equal(states.compute1?.inForce, false);
      assert.match(states.compute1.why ?? "", why);
    });
  }

  it("claims nothing that was not looked at", async () => {
    const states = await directLoading({ ...direct, mode: "configuration" });
    assert.equal(states.compute1?.inForce, false);
    assert.match(states.compute1.why ?? "", /writes settings and asks no host/);
  });

  it("is empty without hosts of Compute", async () => {
    assert.deepEqual(await directLoading({}), {});
  });
});
