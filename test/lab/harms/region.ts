/**
 * Harm 6: `region` is mistyped. Endpoints of the right one must stay where they are, and nothing may be
 * left of the wrong one.
 */
import assert from "node:assert/strict";
import type { Cloud } from "./cloud";

/** Refused before anything has changed, at a first `up` and as a change of a running stack. */
export async function mistypedRegionIsRefused(cloud: Cloud, prepare: () => void): Promise<void> {
  await cloud.scratch(async () => {
    prepare();
    cloud.lab.set(["glance:region"], "RegionX");
    await cloud.refused([/RegionX/, /RegionOne/, /region/]);
  });
  const left = (await cloud.rows()).filter((row) => row.includes("RegionX"));
  assert.deepEqual(left, []);
}
