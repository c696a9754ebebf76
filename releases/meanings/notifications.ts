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
