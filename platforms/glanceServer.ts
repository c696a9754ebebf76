/**
 * Which server runs glance-api on a platform, and with that, who terminates TLS: Glance's own server does it
 * itself as long as the release has the option (to Train, see releases/meanings/listener.ts); before a WSGI
 * server, and since Ussuri, HAProxy does (components/procedures/tls).
 */
import type { AnyRelease } from "../releases/history";
import { certFile } from "../releases/meanings/listener";
import { has, isAtLeast } from "../releases/release";
import type { Platform, WsgiServer } from "./platform";

/** The WSGI server that runs glance-api of a release; undefined where Glance's own server does. */
export function wsgiServer({ wsgi }: Platform, release: AnyRelease): WsgiServer | undefined {
  const runs = wsgi?.spans.some(
    ({ since, until }) =>
      isAtLeast(release, since) && (until === undefined || !isAtLeast(release, until)),
  );
  return runs === true ? wsgi : undefined;
}

/** Whether glance-api terminates TLS itself, as only its own server can: then it is what users reach. */
export function hasNativeTls(platform: Platform, release: AnyRelease): boolean {
  return has(certFile, release) && wsgiServer(platform, release) === undefined;
}
