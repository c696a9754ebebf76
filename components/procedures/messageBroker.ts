import { output, type ComponentResourceOptions, type Input } from "@pulumi/pulumi";
import type { SecretInput } from "../../host/document/secretInput";
import type { Reads } from "../../host/document/reads";
import { osloValue, transportUrl } from "../../releases/forms";
import * as meanings from "../../releases/meanings/notifications";
import { has } from "../../releases/release";
import { apiReads, Procedure, reads, settingsOf, type Meant, type Target } from "./procedure";

export interface MessageBrokerArgs extends Target {
  /** The RabbitMQ server. */
  readonly host: string;
  /** Its port, 5672. */
  readonly port: number;
  /** The Image service's user there, `glance`. */
  readonly user: string;
  /** Its password; any characters but newline and NUL. */
  readonly password: SecretInput;
  /** The virtual host, `/`. */
  readonly virtualHost: string;
}

/** Procedure 5.7: notifications of the Image service go to RabbitMQ. */
export class MessageBroker extends Procedure {
  /** oslo.messaging's URL; secret. */
  readonly transportUrl: Input<string>;

  constructor(name: string, args: MessageBrokerArgs, opts?: ComponentResourceOptions) {
    const { host, port, user, password, virtualHost } = args;
    const url = output({ host, port, user, password, virtualHost }).apply(transportUrl);
    super(
      "MessageBroker",
      name,
      {
        image: {
          ...settingsOf(
            args,
            has(meanings.transport, args.release)
              ? [
                  [meanings.notificationDriver, "messagingv2"],
                  [meanings.transport, url.apply(osloValue)],
                ]
              : guides(args),
          ),
          checks: [{ kind: "broker", transportUrl: url, reads: brokerReads(args) }],
          units: apiReads(args),
          secrets: [password],
        },
      },
      opts,
    );
    this.transportUrl = url;
  }
}

/** What decides which exchange and queues Glance declares, and how. */
export function brokerReads(target: Pick<Target, "release" | "platform">): Reads {
  return reads(target, {
    topics: meanings.notificationTopics,
    exchange: meanings.controlExchange,
    durable: meanings.durableQueues,
    autoDelete: meanings.autoDelete,
    quorum: meanings.quorumQueues,
    quorumDeliveries: meanings.quorumDeliveries,
    quorumMemoryLength: meanings.quorumMemoryLength,
    quorumMemoryBytes: meanings.quorumMemoryBytes,
  });
}

/** The guide's own keys. */
function guides({ host, port, user, password, virtualHost }: MessageBrokerArgs): Meant {
  return [
    [meanings.notificationDriver, "messaging"],
    [meanings.rabbitHost, host],
    [meanings.rabbitPort, String(port)],
    [meanings.rabbitUser, osloValue(user)],
    [meanings.rabbitPassword, output(password).apply(osloValue)],
    [meanings.rabbitVirtualHost, osloValue(virtualHost)],
  ];
}
