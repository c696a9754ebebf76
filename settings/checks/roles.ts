/** Roles of the Image service's user with which something fails that the stack needs. */
import { onlyMembersAddImages } from "../../releases/policies";
import { extraSettings } from "./extra";
import type { Problem } from "../problem";
import type { Settings } from "../schema";
import { inClear, type MaybeSecret } from "../secret";

/** Roles that Keystone itself has, and whose owners may not look at others' tokens. */
const blind = ["member", "_member_", "reader", "manager"];

/** A role with which the proof would fail, after all hosts have changed. */
export function proofRoleProblems({
  identity,
  release,
  proof,
  mode,
  extra,
}: Pick<Settings, "identity" | "release" | "proof" | "mode" | "extra">): Problem[] {
  if (identity.role !== "service" || !proof.enabled || mode === "configuration") return [];
  if (!onlyMembersAddImages(release, newDefaults(extra["glance-api.conf"]))) return [];
  const message = `is service, with which ${identity.user} may add no image: ${release}'s policy asks for member, and the proof, which adds an image as this user, would fail after the hosts have changed. Give admin, or set proof.enabled to false, or give a role that implies service and member`;
  const implied = (role: string) => `openstack implied role create --implied-role ${role} ROLE`;
  return [{ path: "identity.role", message, command: ["service", "member"].map(implied) }];
}

/** A role with which Keystone, by its own policy, tells Glance nothing of users' tokens. */
export function blindRole({ identity, mode }: Pick<Settings, "identity" | "mode">): Problem[] {
  if (mode === "configuration" || !blind.includes(identity.role)) return [];
  const message = `is ${identity.role}: Keystone lets only admin and service look at users' tokens, unless its policy says otherwise, and Glance would answer 401 to all. Give admin or service`;
  return [{ path: "identity.role", message }];
}

/** What a stack's further settings say of oslo.policy's new defaults; undefined where they do not. */
function newDefaults(fragment: MaybeSecret = ""): boolean | undefined {
  const value = inClear(extraSettings(fragment).oslo_policy?.enforce_new_defaults ?? "");
  return value ? /^(true|1|yes|on)$/i.test(value) : undefined;
}
