import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { listener } from "./listener";
import { Procedure, type Target } from "./procedure";

export interface FirewallRuleArgs extends Target {
  /** Where glance-api itself listens: on loopback when a proxy stands before it. */
  readonly listen: { readonly host: string; readonly port: number };
  /** Whether glance-api itself speaks TLS there. */
  readonly speaksTls: boolean;
  /** Whether it then demands a certificate of them. */
  readonly asksClients: boolean;
  /** The port that users reach, 9292. */
  readonly port: number;
  /** Networks that may reach it, IPv4 and IPv6; all when empty. */
  readonly sources: readonly string[];
}

/**
 * Procedure 5.6: the API's bind address and port, and a firewall rule that lets its users in,
 * before any rule that rejects or drops, live and after a reboot, for IPv4 and IPv6.
 */
export class FirewallRule extends Procedure {
  constructor(name: string, args: FirewallRuleArgs, opts?: ComponentResourceOptions) {
    const { listen, port, sources, platform } = args;
    // glance-api listens on all addresses: any of them answers on loopback.
    const loopback = listen.host.includes(":") ? "[::1]" : "127.0.0.1";
    const everywhere = listen.host === "0.0.0.0" || listen.host === "::";
    const host = listen.host.includes(":") ? `[${listen.host}]` : listen.host;
    super(
      "FirewallRule",
      name,
      {
        image: {
          ...listener(args, listen),
          firewall: [{ port, protocol: "tcp", sources }],
          validations: [{ kind: "firewall" }],
          health: [
            {
              // One that demands a client's certificate is well, too: it has shaken hands.
              kind: "http",
              url: `${args.speaksTls ? "https" : "http"}://${everywhere ? loopback : host}:${listen.port}/`,
              ...(args.asksClients ? { asksClients: true } : {}),
              unit: platform.apiUnit,
              timeoutSeconds: 60,
            },
          ],
        },
      },
      opts,
    );
  }
}
