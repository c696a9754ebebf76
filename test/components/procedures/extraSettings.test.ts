import * as assert from "node:assert/strict";
import { ExtraSettings } from "../../../components/procedures/extraSettings";
import { Secret, type MaybeSecret } from "../../../settings/secret";
import { secretly } from "../../support/mocks";
import { changed, complete, raw } from "../../support/configuration";
import { spoken } from "../../support/procedure";
import { documentOf, madeOf } from "../../support/service";
import { api, zed } from "../../support/target";

const made = (fragment: MaybeSecret) => {
  const fragments = { "glance-api.conf": fragment };
  return spoken(() => new ExtraSettings("extra", { ...zed, fragments }));
};

describe("ExtraSettings", () => {
  it("sets what the fragment says, key by key", async () => {
    const part = await made("workers = 4\n[oslo_limit]\nendpoint_id = 5\n");
    const settings = {
      [api]: { DEFAULT: { workers: "4" }, oslo_limit: { endpoint_id: "5" } },
    };
    const units = { "glance-api.service": [api] };
    assert.deepEqual(part.said("image"), { settings, units });
    assert.deepEqual(part.inputs, { image: { settings } });
    assert.equal(part.said("compute"), undefined);
  });

  it("masks every value of an encrypted fragment, and names only sections and keys", async () => {
    const part = await made(
      new Secret(
        "workers = 4\n[keystone_authtoken]\nmemcache_secret_key = canary-extra\npassword = short\n",
      ),
    );
    const settings = {
      [api]: {
        DEFAULT: { workers: secretly("4") },
        keystone_authtoken: {
          memcache_secret_key: secretly("canary-extra"),
          password: secretly("short"),
        },
      },
    };
    assert.deepEqual(part.inputs, { image: { settings } });
    // Of a value as short as 4 all that a host prints would be masked at each digit 4.
    assert.deepEqual(part.said("image")?.secrets, [secretly("canary-extra"), secretly("short")]);
  });

  it("reaches hosts as secrets where it came encrypted, and as plain values where not", async () => {
    const fragment = "[oslo_limit]\nendpoint_id = canary-extra\n";
    const configuration = changed(complete, { "extra/glance-api.conf": fragment });
    for (const isSecret of [true, false]) {
      const document = documentOf(
        await madeOf(raw(configuration, (key) => isSecret || key !== "glance:extra")),
        "image1",
      );
      const file = document.settings.find(({ path }) => path === api);
      const leaf = file?.set.oslo_limit?.endpoint_id;
      assert.equal(leaf?.value, "canary-extra");
      assert.equal(leaf.secret === true, isSecret);
      assert.equal(document.secrets.includes("canary-extra"), isSecret);
    }
  });

  it("changes exactly one leaf of its inputs when one setting changes", async () => {
    const before = await made("[DEFAULT]\nworkers = 4\ndebug = false\n[a]\nb = 1\n");
    const after = await made("[DEFAULT]\nworkers = 5\ndebug = false\n[a]\nb = 1\n");
    assert.deepEqual(differences(before.inputs, after.inputs), [
      `image/settings/${api}/DEFAULT/workers`,
    ]);
  });
});

function differences(one: unknown, other: unknown, path: readonly string[] = []): string[] {
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) {
    return one === other ? [] : [path.join("/")];
  }
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  const at = (of: object, key: string) => (of as Record<string, unknown>)[key];
  return [...keys].flatMap((key) => differences(at(one, key), at(other, key), [...path, key]));
}
