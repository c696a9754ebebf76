/** Harm 7: a store goes that images lie in. They would answer HTTP 500 from then on. */
import assert from "node:assert/strict";
import { login, type Call, type Image } from "../locations";
import type { Cloud } from "./cloud";
import type { Handmade } from "./handmade";

/** A host had a store before that the stack does not have, with an image in it. */
export async function formerStoreIsKept(cloud: Cloud, handmade: Handmade): Promise<void> {
  await cloud.scratch(async () => {
    handmade.adopt();
    cloud.lab.unset(["glance:abandon"]);
    await cloud.refused([/\bfast\b/, /\b1 image\b/, /glance:abandon\.stores/]);
  });
  handmade.serves();
}

/** A stack's own store goes from its configuration: said in the preview, and refused by `up`. */
export async function storeInUseIsKept(cloud: Cloud): Promise<void> {
  const image = await InSwift.upload(cloud);
  await cloud.scratch(async () => {
    cloud.lab.unset(["glance:swift"]);
    const previewed = cloud.works("preview");
    assert.match(previewed, /warning: .*\bswift\b.*images/i);
    await cloud.refused([/\bswift\b/, /\b1 image\b/, /glance:abandon\.stores/]);
  });
  await image.comesDown();
}

/** With consent it goes. */
export function abandonedStoreGoes(cloud: Cloud): void {
  const { lab } = cloud;
  const stores = lab.setting(["glance:abandon", "stores"]) as { toJSON(): string[] };
  lab.set(["glance:abandon", "stores"], [...stores.toJSON(), "swift"]);
  lab.unset(["glance:swift"]);
  cloud.up();
  assert.doesNotMatch(
    lab.on("image1", "crudini --get /etc/glance/glance-api.conf DEFAULT enabled_backends"),
    /swift/,
  );
}

/** An image of the administrator's in the stack's default store. */
class InSwift {
  private constructor(
    private readonly url: string,
    private readonly admin: Call,
  ) {}

  static async upload({ lab }: Cloud): Promise<InSwift> {
    const admin = await login(lab, "admin", lab.inventory.identity.adminPassword, "admin");
    const images = `${lab.output("endpointUrls").public}/v2/images`;
    const values = { name: "in Swift", disk_format: "raw", container_format: "bare" };
    const made = await admin("POST", images, values);
    assert.equal(made.status, 201, made.text);
    const url = `${images}/${(JSON.parse(made.text) as Image).id}/file`;
    const sent = await admin("PUT", url, "an image in Swift", "application/octet-stream");
    assert.equal(sent.status, 204, sent.text);
    const image = new InSwift(url, admin);
    await image.comesDown();
    return image;
  }

  async comesDown(): Promise<void> {
    const { status, text } = await this.admin("GET", this.url);
    assert.deepEqual([status, text], [200, "an image in Swift"]);
  }
}
