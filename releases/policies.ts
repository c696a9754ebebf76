/**
 * Glance's policy on images' locations. With `show_multiple_locations` (procedure 5.11) an image's
 * owner may set and delete them, and so replace the data of an active image: OSSN-0065, OSSN-0090.
 * Since 2024.2 there is an API of its own for them, by which an owner may add one to a new image,
 * whatever `show_multiple_locations` is.
 */
import type { AnyRelease } from "./history";
import { isAtLeast } from "./release";

/** A file of Glance's directory of policies; its rules come before those of the policy file. */
export interface PolicyFile {
  /** Relative to Glance's own directory. */
  readonly path: string;
  readonly content: string;
}

/** Administrators, and services that speak for themselves. */
const restricted = "role:admin or role:service";

/** Those, and services that speak for a user with a token of their own beside the user's. */
const forServices = `${restricted} or rule:service_api`;

/** Rules by which somebody says where an image lies, since when, and whom they are left to. */
const saying: readonly {
  readonly rule: string;
  readonly since: AnyRelease;
  readonly to: string;
}[] = [
  { rule: "set_image_location", since: "juno", to: restricted },
  { rule: "delete_image_location", since: "juno", to: restricted },
  { rule: "add_image_location", since: "2024.2", to: forServices },
];

/**
 * The rules that leave images' locations to administrators and services. Users may still see them
 * where `novaReads`: Nova to Ocata copies images from the file system (procedure 5.12), and asks with
 * the user's own token where they lie. What is left out, `fetch_image_location` of the new API, is for
 * services alone already.
 */
export function locationPolicy(release: AnyRelease, novaReads: boolean): PolicyFile {
  const named = saying
    .filter(({ since }) => isAtLeast(release, since))
    .map(({ rule, to }) => [rule, to] as const);
  const hidden =
    !novaReads && isAtLeast(release, "pike") ? [["get_image_location", restricted] as const] : [];
  const rules = [...named, ...hidden].map(([rule, to]) => `"${rule}": "${to}"`);
  // JSON is deprecated since Wallaby, and was the only form that all releases before could read.
  return isAtLeast(release, "wallaby")
    ? {
        path: "policy.d/50-pulumi-glance.yaml",
        content: `# Written by pulumi-glance: locations can replace an image's data (OSSN-0065).\n${rules.join("\n")}\n`,
      }
    : {
        path: "policy.d/50-pulumi-glance.json",
        content: `{\n  ${rules.join(",\n  ")}\n}\n`,
      };
}

/**
 * Whether the policy keeps locations from the eyes of users, too: from Pike, whose own Nova has no
 * need of them, to Wallaby, and not where `novaReads` as above. Xena's API asks `get_image_location` no more before it shows an image.
 */
export function policyHidesLocations(release: AnyRelease, novaReads: boolean): boolean {
  return !novaReads && isAtLeast(release, "pike") && !isAtLeast(release, "xena");
}

/**
 * Whether only administrators and members of a project may add images to it: since 2023.1, and since
 * Wallaby where `enforced` (`[oslo_policy] enforce_new_defaults`) says so. Before, any role may.
 */
export function onlyMembersAddImages(release: AnyRelease, enforced: boolean | undefined): boolean {
  return isAtLeast(release, "wallaby") && (enforced ?? isAtLeast(release, "2023.1"));
}
