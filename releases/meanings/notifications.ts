import type { Meaning } from "../release";

const guide = "procedure 5.7";

/** How notifications are sent. Both names together would send each twice. */
export const notificationDriver: Meaning = {
  title: "notification driver",
  guide,
  statements: [
    {
      since: "juno",
      until: "mitaka",
      option: { file: "glance-api.conf", section: "DEFAULT", key: "notification_driver" },
      supersedes: [],
    },
    {
      since: "mitaka",
      option: { file: "glance-api.conf", section: "oslo_messaging_notifications", key: "driver" },
      supersedes: ["DEFAULT/notification_driver"],
    },
  ],
};

const rabbitKeys = ["host", "port", "hosts", "userid", "password", "virtual_host"];

/** The broker's URL: host, port, user, password and virtual host in one. */
export const transport: Meaning = {
  title: "broker URL",
  guide,
  statements: [
    {
      since: "kilo",
      option: { file: "glance-api.conf", section: "DEFAULT", key: "transport_url" },
      supersedes: [
        ...rabbitKeys.flatMap((key) => [
          `DEFAULT/rabbit_${key}`,
          `oslo_messaging_rabbit/rabbit_${key}`,
        ]),
        "DEFAULT/rpc_backend",
        "oslo_messaging_notifications/transport_url",
        "DEFAULT/notification_transport_url",
      ],
    },
  ],
};
