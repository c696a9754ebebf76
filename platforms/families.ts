/** The families of Linux distributions that the program knows. */
import { debian } from "./debian";
import type { Platform } from "./platform";
import { redhat } from "./redhat";

export const platformNames = ["debian", "redhat"] as const;

/** A supported family. */
export type PlatformName = (typeof platformNames)[number];

const platforms: Record<PlatformName, Platform> = { debian, redhat };

/** The family of that name. */
export function platform(family: PlatformName): Platform {
  return platforms[family];
}
