/** What options OpenStack's own packages have, release by release; fetched once, then cached. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { AnyRelease } from "../../releases/history";

/** A package that reads options. */
export type Package =
  | "glance"
  | "glance_store"
  | "keystonemiddleware"
  | "keystoneauth1"
  | "python-keystoneclient"
  | "oslo.messaging"
  | "oslo.db"
  | "oslo.middleware"
  | "nova";

/** An option, as its package defines it. */
export interface PackageOption {
  readonly name: string;
  /** Older names, each with its group; null: the option's own. */
  readonly former: readonly (readonly [group: string | null, name: string])[];
  /** Whether its end is announced. */
  readonly removal: boolean;
}

interface Contents {
  readonly options: readonly PackageOption[];
  /** Section → keys of etc/glance-api.conf; empty where the package ships none. */
  readonly sample: Readonly<Record<string, readonly string[]>>;
  /** Policies on images' locations that it asks for. */
  readonly rules: readonly string[];
}

/**
 * The newest version of each package within each release, of those that PyPI has: Glance from Pike
 * on but for Queens, Nova from Ocata on. Libraries' are the release's own upper constraints.
 */
export const versions = JSON.parse(
  readFileSync(join(__dirname, "versions.json"), "utf8"),
) as Readonly<Record<AnyRelease, Readonly<Partial<Record<Package, string>>>>>;

/** Package==version → what is in it. */
export class Packages {
  private constructor(private readonly contents: Readonly<Record<string, Contents>>) {}

  /** Reads all of them, fetching with pip those that the cache lacks. */
  static read(): Packages {
    const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "pulumi-glance");
    const wanted = Object.values(versions).flatMap((packages) =>
      Object.entries(packages).map(([name, version]) => `${name}==${version}`),
    );
    const printed = execFileSync(
      "python3",
      [join(__dirname, "options.py"), join(cache, "options"), ...new Set(wanted)],
      { encoding: "utf8", maxBuffer: 1 << 26, stdio: ["ignore", "pipe", "inherit"] },
    );
    return new Packages(JSON.parse(printed) as Record<string, Contents>);
  }

  /** A package's contents in a release; undefined where it is not to be had. */
  of(name: Package, release: AnyRelease): Contents | undefined {
    const version = versions[release][name];
    return version === undefined ? undefined : this.contents[`${name}==${version}`];
  }
}
