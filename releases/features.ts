/** What releases have or lost that is no option of a file. */
import type { AnyRelease } from "./history";
import { current, type Gone, type Since } from "./release";

/** Something that releases have from one on, and perhaps lost. */
export interface Feature {
  /** What it is, for messages. */
  readonly title: string;
  /** Where the guide has it. */
  readonly guide: string;
  readonly releases: Since<"there" | Gone>;
}

/** glance-registry, a service of its own between API and database; it listens on port 9191. */
export const registry: Feature = {
  title: "glance-registry",
  guide: "procedures 5.2 and 5.4",
  releases: {
    juno: "there",
    victoria: { instead: "Leave api.registry out: glance-api speaks to the database itself." },
  },
};

/** Glance's API v1, which lets a client say the store of an image, and needs the registry. */
export const apiV1: Feature = {
  title: "the API v1",
  guide: "procedure 5.2",
  releases: { juno: "there", rocky: { instead: "Speak v2." } },
};

/** Keystone's API v2.0, and the options of clients that speak it. */
export const identityV2: Feature = {
  title: "Keystone's API v2.0",
  guide: "procedures 5.4 and 5.5",
  releases: { juno: "there", queens: { instead: "End the URL in /v3." } },
};

/** Clients that can speak Keystone's API v3: Juno's own middleware and store are v2.0's. */
export const identityV3: Feature = {
  title: "Keystone's API v3",
  guide: "procedures 5.4 and 5.5",
  releases: { kilo: "there" },
};

/** Domains of the user that the Swift store logs in as. */
export const swiftDomains: Feature = {
  title: "domains of Swift's user",
  guide: "procedure 5.5",
  releases: { liberty: "there" },
};

/** Several stores side by side, of which a client may choose one by name. */
export const storeChoice: Feature = {
  title: "the choice of a store",
  guide: "procedure 5.5",
  releases: { train: "there" },
};

/** A Swift store that takes the last part of a large image for as long as all others (glance_store 5). */
export const evenSegments: Feature = {
  title: "segments of one length alone",
  guide: "procedure 5.5",
  releases: { "2025.2": "there" },
};

/** `glance-manage db check`, which tells whether the tables are those of the installed Glance. */
export const databaseCheck: Feature = {
  title: "glance-manage db check",
  guide: "procedure 5.8",
  releases: { rocky: "there" },
};

/** Whether the release has it. */
export function offers(feature: Feature, release: AnyRelease): boolean {
  return current(feature.releases, release)?.entry === "there";
}

/** Why the release does not have it, and what serves instead. */
export function lacks({ title, releases }: Feature, release: AnyRelease): string {
  const now = current(releases, release);
  if (now === undefined || now.entry === "there") return `${release} does not have ${title} yet`;
  return `${release} no longer has ${title}, gone since ${now.since}. ${now.entry.instead}`;
}
