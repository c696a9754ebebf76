import { apiV1, offers } from "../releases/features";
import type { Settings } from "./schema";

/**
 * Whether the image hosts run glance-registry: as the stack says, and when it does not, where the
 * release's API cannot do without (its v1 cannot).
 */
export function hasRegistry({ api, release }: Pick<Settings, "api" | "release">): boolean {
  return api.registry ?? offers(apiV1, release);
}
