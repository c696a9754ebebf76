import { output, type ComponentResourceOptions, type Input } from "@pulumi/pulumi";
import { osloValue, transportUrl } from "../releases/forms";
import { notificationDriver, transport } from "../releases/meanings/notifications";
import { apiReads, Part, settingsOf, type Target } from "./part";

export interface MessageBrokerArgs extends Target {
  /** The RabbitMQ server. */
  readonly host: string;
  /** Its port, 5672. */
  readonly port: number;
  /** The Image service's user there, `glance`. */
  readonly user: string;
  /** Its password; any characters but newline and NUL. */
  readonly password: Input<string>;
  /** The virtual host, `/`. */
  readonly virtualHost: string;
}

/** Procedure 5.7: notifications of the Image service go to RabbitMQ. */
export class MessageBroker extends Part {
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
          ...settingsOf(args, [
            [notificationDriver, "messagingv2"],
            [transport, url.apply(osloValue)],
          ]),
          checks: [{ kind: "broker", transportUrl: url }],
          units: apiReads(args),
          secrets: [password],
        },
      },
      opts,
    );
    this.transportUrl = url;
  }
}
