/** How OpenStack's services count their releases. */
import { history, isAtLeast, type AnyRelease } from "./release";

/** Services whose version tells the release of a host. */
export type Service = "glance" | "nova";

/** The version of Liberty, with which services began to count; each release since is one more. */
const liberty: Readonly<Record<Service, number>> = { glance: 11, nova: 12 };

/**
 * The version of a service by release, oldest first: `{juno: "2014.2", kilo: "2015.1", liberty:
 * "11", …}` of Glance. Until Kilo a version was the year and the half of it; what follows in a
 * version (`25.1.0`) tells no release.
 */
export function versions(service: Service): Readonly<Partial<Record<AnyRelease, string>>> {
  const since = history.indexOf("liberty");
  return Object.fromEntries(
    history.map((release, index) => [
      release,
      isAtLeast(release, "liberty") ? String(liberty[service] + index - since) : years[release],
    ]),
  );
}

const years: Readonly<Partial<Record<AnyRelease, string>>> = { juno: "2014.2", kilo: "2015.1" };
