import { called, gone, type Meaning } from "../release";

const guide = "procedure 5.7";

/** How notifications are sent. Both names together would send each twice. */
export const notificationDriver: Meaning = {
  title: "notification driver",
  guide,
  file: "glance-api.conf",
  names: {
    juno: called("DEFAULT/notification_driver"),
    mitaka: called("oslo_messaging_notifications/driver", "DEFAULT/notification_driver"),
  },
};

const rabbitKeys = ["host", "port", "hosts", "userid", "password", "virtual_host"];

/** One of the guide's keys of the broker. */
function guides(title: string, key: string): Meaning {
  return {
    title,
    guide,
    file: "glance-api.conf",
    names: {
      juno: called(`DEFAULT/rabbit_${key}`),
      kilo: gone("transport_url holds host, port, user, password and virtual host."),
    },
  };
}

export const rabbitHost = guides("broker's host", "host");
export const rabbitPort = guides("broker's port", "port");
export const rabbitUser = guides("broker's user", "userid");
export const rabbitPassword = guides("broker's password", "password");
export const rabbitVirtualHost = guides("broker's virtual host", "virtual_host");

/** The broker's URL: host, port, user, password and virtual host in one. */
export const transport: Meaning = {
  title: "broker URL",
  guide,
  file: "glance-api.conf",
  names: {
    kilo: called(
      "DEFAULT/transport_url",
      ...rabbitKeys.flatMap((key) => [
        `DEFAULT/rabbit_${key}`,
        `oslo_messaging_rabbit/rabbit_${key}`,
      ]),
      "DEFAULT/rpc_backend",
      "oslo_messaging_notifications/transport_url",
      "DEFAULT/notification_transport_url",
    ),
  },
};

/** An option that a component never writes, and a check must know: a stack's extra settings may have it. */
function beyond(title: string, names: Meaning["names"]): Meaning {
  return { title, guide: "beyond the guide", file: "glance-api.conf", names };
}

/** The topics that notifications are sent on, a list: a queue each. */
export const notificationTopics = beyond("notification topics", {
  juno: called("DEFAULT/notification_topics"),
  mitaka: called("oslo_messaging_notifications/topics", "DEFAULT/notification_topics"),
});

/** The exchange that notifications are sent to; Glance's own default is `glance`. */
export const controlExchange = beyond("exchange", { juno: called("DEFAULT/control_exchange") });

/** Whether exchange and queues outlive a restart of the broker. */
export const durableQueues = beyond("durable queues", {
  juno: called("DEFAULT/amqp_durable_queues", "DEFAULT/rabbit_durable_queues"),
  kilo: called(
    "oslo_messaging_rabbit/amqp_durable_queues",
    "DEFAULT/amqp_durable_queues",
    "DEFAULT/rabbit_durable_queues",
  ),
  stein: called("oslo_messaging_rabbit/amqp_durable_queues"),
});

/** Whether exchange and queues go with their last user. */
export const autoDelete = beyond("queues that go", {
  juno: called("DEFAULT/amqp_auto_delete"),
  kilo: called("oslo_messaging_rabbit/amqp_auto_delete", "DEFAULT/amqp_auto_delete"),
  "2025.1": called("oslo_messaging_rabbit/amqp_auto_delete"),
});

/** Whether queues are RabbitMQ's replicated ones, which are always durable. */
export const quorumQueues = beyond("quorum queues", {
  yoga: called("oslo_messaging_rabbit/rabbit_quorum_queue"),
});

/** How often such a queue delivers a message at most. */
export const quorumDeliveries = beyond("deliveries of a message", {
  zed: called("oslo_messaging_rabbit/rabbit_quorum_delivery_limit"),
});

/** How much of such a queue is kept in memory. Zed misspells it. */
function inMemory(unit: string): Meaning {
  const name = `oslo_messaging_rabbit/rabbit_quorum_max_memory_${unit}`;
  const zeds = `oslo_messaging_rabbit/rabbit_quroum_max_memory_${unit}`;
  return beyond(`${unit} of a queue in memory`, {
    zed: called(zeds),
    "2023.1": called(name, zeds),
  });
}

export const quorumMemoryLength = inMemory("length");
export const quorumMemoryBytes = inMemory("bytes");
