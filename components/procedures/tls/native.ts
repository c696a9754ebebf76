/** TLS that glance-api serves itself: to Train. */
import { caFile, certFile, keyFile } from "../../../releases/meanings/listener";
import { apiReads, settingsOf, type Contributions } from "../procedure";
import type { TlsArgs } from "./args";

/** Certificate and key in Glance's own directory, and the options that name them. */
export function byGlance(args: TlsArgs): Contributions["image"] {
  const { certificate, privateKey, clientCa, platform } = args;
  const ownership = { owner: "root", group: platform.glanceGroup, mode: "0640" };
  const place = (file: string) => `${platform.glanceDirectory}/tls/${file}`;
  const server = place("server.pem");
  const key = place("server.key");
  const clients = place("client-ca.pem");
  const files = {
    [server]: { ...ownership, content: certificate },
    [key]: { ...ownership, content: privateKey },
    ...(clientCa === undefined ? {} : { [clients]: { ...ownership, content: clientCa } }),
  };
  return {
    ...settingsOf(args, [
      [certFile, server],
      [keyFile, key],
      ...(clientCa === undefined ? [] : ([[caFile, clients]] as const)),
    ]),
    files,
    units: apiReads(args, ...Object.keys(files)),
  };
}
