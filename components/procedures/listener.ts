import type { Contribution } from "../../host/document/contribution";
import { wsgiServer } from "../../platforms/wsgiServer";
import { urlHost } from "../../releases/forms";
import { bindHost, bindPort, workers } from "../../releases/meanings/listener";
import { apiReads, settingsOf, type Target } from "./procedure";

/** Where a service listens. */
export interface Socket {
  /** An address of the host, or one that means all: `0.0.0.0`, `::`. */
  readonly host: string;
  readonly port: number;
}

/**
 * Where glance-api itself listens (procedure 5.6). Its own server reads that from glance-api.conf.
 * A WSGI server has it from its arguments: there the options of Glance's own are dropped, since
 * they would promise what is not so.
 */
export function listener(
  target: Target,
  { host, port }: Socket,
): Pick<Contribution, "settings" | "drops" | "files" | "units" | "checks"> {
  const server = wsgiServer(target.platform, target.release);
  const { wsgi } = target.platform;
  const checks =
    wsgi === undefined
      ? []
      : [
          {
            kind: "start" as const,
            script: wsgi.script.path,
            variable: wsgi.script.variable,
            isSet: server !== undefined,
          },
        ];
  if (server === undefined) {
    const listening = settingsOf(target, [
      [bindHost, host],
      [bindPort, String(port)],
    ]);
    return { ...listening, checks, units: apiReads(target) };
  }
  const content = server.listen(`${urlHost(host)}:${port}`);
  const file = { owner: "root", group: "root", mode: "0644", content };
  const { drops } = settingsOf(target, [
    [bindHost, null],
    [bindPort, null],
    [workers, null],
  ]);
  return {
    drops,
    checks,
    files: { [server.argumentsFile]: file },
    units: apiReads(target, server.argumentsFile),
  };
}
