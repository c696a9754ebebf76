/** Changes logins at a lab's services, as their administrators would before a rotation. */
import type { Inventory, Login } from "./inventory";
import { serviceProgram } from "./request";

/** Runs a shell command on a host of the lab, as root, with this input. */
export type OnHost = (host: string, command: string, input: string) => string;

/** Whose login changes: a user that is there, or a new one beside it. */
export interface Change extends Login {
  readonly service: "database" | "broker" | "identity";
  /** true: the user is new, and gets the rights of the one that it is to take over from. */
  readonly create: boolean;
}

/** Makes the change. Secrets travel in stdin only. */
export function changeLogin(inventory: Inventory, on: OnHost, change: Change): void {
  const request = {
    ...change,
    network: inventory.network.replace(/\.0\/24$/, ""),
    adminPassword: inventory.identity.adminPassword,
    project: inventory.swift.project,
    role: "admin",
  };
  on(inventory.identity.host, "LC_ALL=C.UTF-8 python3 -", serviceProgram("rotation", request));
}
