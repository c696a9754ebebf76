/** What a lab offers: its inventory. */
import type { Inventory, LabHost, TlsFiles } from "../inventory";
import { identityUrls } from "./identity";
import { addressOf, hostKeyOf, type Plan } from "./plan";
import { parts, type Lab } from "../state";

/** The inventory of a lab as its plan makes it. */
export function inventoryFor(
  lab: Lab,
  plan: Plan,
  tls: TlsFiles | null,
  agentSocket: string | null,
): Inventory {
  const { topology, network, secrets } = plan;
  const address = (role: string) => {
    const host = topology.hosts.find((each) => each.roles.includes(role));
    return host ? addressOf(plan, host.number) : "";
  };
  const controller = address("identity");
  const identity = identityUrls(plan, controller);
  const hosts = topology.hosts.map(({ name, number, roles }): [string, LabHost] => [
    name,
    {
      address: addressOf(plan, number),
      port: 22,
      hostKey: hostKeyOf(plan, name).public.split(" ").slice(0, 2).join(" "),
      roles,
    },
  ]);
  return {
    lab: lab.name,
    topology: topology.name,
    release: topology.release,
    network: `${network.prefix}.0/24`,
    hosts: Object.fromEntries(hosts),
    ssh: {
      user: "root",
      sudoUser: "operator",
      privateKeyFile: parts.key(lab),
      knownHostsFile: parts.knownHosts(lab),
      agentSocket,
    },
    database: { host: controller, name: "glance", user: "glance", password: secrets.database },
    identity: {
      url: identity.admin,
      adminPassword: secrets.admin,
      rcFile: "/root/keystonerc_admin",
      host: "controller",
    },
    swift: {
      authUrl: identity.public,
      project: "services",
      user: "swift",
      password: secrets.swift,
    },
    broker: {
      host: controller,
      port: 5672,
      user: "glance",
      password: secrets.broker,
      virtualHost: "/",
    },
    gluster: { server: address("storage"), volume: "images" },
    tls,
  };
}
