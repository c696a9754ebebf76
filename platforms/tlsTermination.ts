/**
 * Who terminates TLS: Glance's own server as long as the release has the option (to Train, see
 * releases/meanings/listener.ts), else HAProxy (components/procedures/tls), before a WSGI server, too.
 */
import type { AnyRelease } from "../releases/history";
import { certFile } from "../releases/meanings/listener";
import { has } from "../releases/release";
import type { Platform } from "./platform";
import { wsgiServer } from "./wsgiServer";

/** Whether glance-api terminates TLS itself, as only its own server can: then it is what users reach. */
export function hasNativeTls(platform: Platform, release: AnyRelease): boolean {
  return has(certFile, release) && wsgiServer(platform, release) === undefined;
}
