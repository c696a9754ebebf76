/** What is made on running hosts: only what the guide assumes to exist beforehand. */
import { readFileSync } from "node:fs";
import { untilAnswers } from "../answers";
import type { Inventory } from "../inventory";
import { output } from "../onHost";
import { serviceProgram } from "../request";
import { identityUrls } from "./identity";
import type { Plan } from "./plan";
import { say, step } from "../progress";
import { hostOf } from "../ssh";
import { parts, type Lab } from "../state";
import type { HostPlan } from "../topology";

/** Waits for a host and makes what its image's services need of this lab. */
export async function prepareHost(
  lab: Lab,
  plan: Plan,
  inventory: Inventory,
  host: HostPlan,
): Promise<void> {
  const run = (name: string, request: unknown = {}) =>
    output(inventory, host.name, "python3 -", serviceProgram(name, request));
  try {
    await untilAnswers(hostOf(inventory, host.name));
  } catch (error) {
    const console = readFileSync(parts.console(lab, host.name), "utf8").split("\n");
    throw new Error([`${host.name}: ${String(error)}`, ...console.slice(-15)].join("\n"));
  }
  if (host.roles.includes("identity")) {
    await Promise.all([
      step("database: glance and its user", () =>
        run("database", { network: plan.network.prefix, password: plan.secrets.database }),
      ),
      step("Keystone: administrator, services, Swift's user and endpoints", () =>
        run("identity", {
          adminPassword: plan.secrets.admin,
          swiftPassword: plan.secrets.swift,
          regions: plan.topology.regions,
          urls: identityUrls(plan, "controller"),
        }),
      ),
      step("broker and package repository answer", () => run("ports", { ports: [5672, 8080] })),
    ]);
  } else if (host.roles.includes("storage")) {
    await Promise.all([
      step("Gluster volume images", () => run("gluster")),
      step("Swift answers", () => run("ports", { ports: [8080, 6200, 6201, 6202] })),
    ]);
  } else {
    say(`${host.name} answers`);
  }
}
