import type { Target } from "../../components/procedures/procedure";
import { platform } from "../../platforms/families";
import type { AnyRelease } from "../../releases/history";

export const api = "/etc/glance/glance-api.conf";
export const registry = "/etc/glance/glance-registry.conf";
export const nova = "/etc/nova/nova.conf";

/** Debian hosts of a release, without a registry. */
export const on = (release: AnyRelease): Target => ({
  release,
  platform: platform("debian"),
  registry: false,
});

/** The same with a registry, as the guide's own have one. */
export const withRegistry = (release: AnyRelease): Target => ({ ...on(release), registry: true });

/** Debian hosts of Zed. */
export const zed = on("zed");
