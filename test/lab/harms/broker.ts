/**
 * Harm 11: the broker has an exchange `glance` of another durability than Glance declares. Glance would
 * answer 201 and lose every notification.
 */
import type { Cloud } from "./cloud";
import type { Handmade } from "./handmade";

/** Declares the exchange, or removes it; by RabbitMQ itself, for the stack's user may lack the right. */
const durable = `rabbitmqctl -q eval 'rabbit_exchange:declare(rabbit_misc:r(<<"/">>, exchange, <<"glance">>), topic, true, false, false, [], <<"lab">>).'`;
const gone = `rabbitmqctl -q eval 'rabbit_exchange:delete(rabbit_misc:r(<<"/">>, exchange, <<"glance">>), false, <<"lab">>).'`;

/** Refused before anything has changed, in RabbitMQ's own words and with what to do. */
export async function otherExchangeIsRefused(cloud: Cloud, handmade: Handmade): Promise<void> {
  const { lab } = cloud;
  lab.on("controller", durable);
  try {
    await cloud.scratch(async () => {
      handmade.adopt();
      await cloud.refused([
        /MessageBroker: broker .*exchange/,
        /inequivalent arg 'durable'/,
        /amqp_durable_queues|rabbitmqctl|rabbitmqadmin/,
      ]);
    });
  } finally {
    lab.on("controller", gone);
  }
  handmade.serves();
}
