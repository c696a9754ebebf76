import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { hasNativeTls } from "../../../platforms/tlsTermination";
import { Procedure } from "../procedure";
import type { TlsArgs } from "./args";
import { byHaproxy } from "./haproxy";
import { byGlance } from "./native";

/**
 * Table 5.1: TLS. To Train glance-api serves it itself, and asks clients for a certificate where a
 * client CA is given. Since Ussuri it silently ignores `cert_file`, `key_file` and `ca_file`: HAProxy
 * terminates TLS on the image host, asks for the same, and hands requests to glance-api on loopback.
 */
export class Tls extends Procedure {
  constructor(name: string, args: TlsArgs, opts?: ComponentResourceOptions) {
    const contribution = hasNativeTls(args.platform, args.release)
      ? byGlance(args)
      : byHaproxy(args);
    super("Tls", name, { image: { ...contribution, secrets: [args.privateKey] } }, opts);
  }
}
