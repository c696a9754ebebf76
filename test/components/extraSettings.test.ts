import "../support/mocks";
import * as assert from "node:assert/strict";
import { ExtraSettings } from "../../components/extraSettings";
import { spoken } from "../support/part";
import { api, zed } from "../support/target";

const made = (fragment: string) =>
  spoken(() => new ExtraSettings("extra", { ...zed, fragments: { "glance-api.conf": fragment } }));

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
