import type { Contribution } from "../host/contribution";
import { wsgiServer } from "../platforms/platform";
import { urlHost } from "../releases/forms";
import { bindHost, bindPort } from "../releases/meanings/listener";
import { apiReads, pathOf, settingsOf, type Target } from "./part";

/** Where a service listens. */
export interface Socket {
  /** An address of the host, or one that means all: `0.0.0.0`, `::`. */
  readonly host: string;
  readonly port: number;
}

/** Options of Glance's own server, which a WSGI server does not read. */
const ofOwnServer = ["bind_host", "bind_port", "workers"];

/**
 * Where glance-api itself listens (procedure 5.6). Its own server reads that from glance-api.conf.
 * A WSGI server has it from its arguments: there the options of Glance's own are dropped, since
 * they would promise what is not so.
 */
export function listener(
  target: Target,
  { host, port }: Socket,
): Pick<Contribution, "settings" | "drops" | "files" | "units"> {
  const server = wsgiServer(target.platform, target.release);
  if (server === undefined) {
    const said = settingsOf(target, [
      [bindHost, host],
      [bindPort, String(port)],
    ]);
    return { ...said, units: apiReads(target) };
  }
  const content = server.listen(`${urlHost(host)}:${port}`);
  const file = { owner: "root", group: "root", mode: "0644", content };
  return {
    drops: {
      [pathOf("glance-api.conf", target.platform)]: { DEFAULT: ofOwnServer },
    },
    files: { [server.argumentsFile]: file },
    units: apiReads(target, server.argumentsFile),
  };
}
