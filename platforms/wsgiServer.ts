/** Which server runs glance-api on a platform: Glance's own, or a WSGI server of the distribution's packages. */
import type { AnyRelease } from "../releases/history";
import { isAtLeast } from "../releases/release";
import type { Platform, WsgiServer } from "./platform";

/** The WSGI server that runs glance-api of a release; undefined where Glance's own server does. */
export function wsgiServer({ wsgi }: Platform, release: AnyRelease): WsgiServer | undefined {
  const runs = wsgi?.spans.some(
    ({ since, until }) =>
      isAtLeast(release, since) && (until === undefined || !isAtLeast(release, until)),
  );
  return runs === true ? wsgi : undefined;
}
