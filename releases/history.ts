/** OpenStack's releases from the guide's own to the newest, oldest first. */

/** Versions of a release's services, as their packages and `--version` begin. */
export interface Versions {
  readonly glance: string;
  readonly nova: string;
}

/** A release's versions. The next release is one more line. */
export const versions = {
  juno: { glance: "2014.2", nova: "2014.2" },
  kilo: { glance: "2015.1", nova: "2015.1" },
  liberty: { glance: "11", nova: "12" },
  mitaka: { glance: "12", nova: "13" },
  newton: { glance: "13", nova: "14" },
  ocata: { glance: "14", nova: "15" },
  pike: { glance: "15", nova: "16" },
  queens: { glance: "16", nova: "17" },
  rocky: { glance: "17", nova: "18" },
  stein: { glance: "18", nova: "19" },
  train: { glance: "19", nova: "20" },
  ussuri: { glance: "20", nova: "21" },
  victoria: { glance: "21", nova: "22" },
  wallaby: { glance: "22", nova: "23" },
  xena: { glance: "23", nova: "24" },
  yoga: { glance: "24", nova: "25" },
  zed: { glance: "25", nova: "26" },
  "2023.1": { glance: "26", nova: "27" },
  "2023.2": { glance: "27", nova: "28" },
  "2024.1": { glance: "28", nova: "29" },
  "2024.2": { glance: "29", nova: "30" },
  "2025.1": { glance: "30", nova: "31" },
  "2025.2": { glance: "31", nova: "32" },
  "2026.1": { glance: "32", nova: "33" },
  "2026.2": { glance: "33", nova: "34" },
} as const satisfies Record<string, Versions>;

/** A release of OpenStack. */
export type AnyRelease = keyof typeof versions;

/** A service whose version tells the release of a host. */
export type Service = keyof Versions;

/** The versions of one service by release, oldest first: `{juno: "2014.2", …, liberty: "11", …}`. */
export function versionsOf(service: Service): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(versions).map(([name, each]) => [name, each[service]]));
}

/** All of them, oldest first. */
export const history = Object.keys(versions) as [AnyRelease, ...AnyRelease[]];
