/** Topologies: which hosts a lab has, read from lab/topologies/. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { history, type AnyRelease } from "../releases/history";

const unit = z.string().regex(/^[\w@.-]+\.(service|timer|socket)$/);
const services = ["controller", "storage", "image", "compute"] as const;
const classic = ["classic-controller", "classic-image", "classic-compute"] as const;
const families = ["firewalld", "nftables", "redhat", "ufw"] as const;
const image = z.enum([...services, ...classic, ...families]);
const suite = z.enum(["bullseye", "bookworm", "trixie", "sid"]);
const hostName = z.string().regex(/^[a-z][a-z0-9-]{0,20}$/);
const hostNumber = z.number().int().min(2).max(254);

const description = z.strictObject({
  pool: z.string().regex(/^\d+\.\d+\.0\.0\/16$/, "must be a /16, such as 10.77.0.0/16"),
  regions: z.array(z.string().regex(/^\w+$/)).min(1),
  suite: suite.default("bookworm"),
  // 2025.1 is a number to YAML.
  release: z.preprocess((value) => String(value), z.enum(history)).default("zed"),
  hosts: z
    .record(
      hostName,
      z.strictObject({
        number: hostNumber,
        image,
        suite: suite.optional(),
        roles: z.array(z.string()),
      }),
    )
    .default({}),
  fleet: z
    .strictObject({
      prefix: hostName,
      first: hostNumber,
      count: z.number().int().min(1),
      image,
      roles: z.array(z.string()),
    })
    .optional(),
  masked: z.array(unit).default([]),
});

/** A suite of Debian that images can be built on. */
export type Suite = z.infer<typeof suite>;

/** Reads a suite's name; fails with those that there are. */
export function suiteNamed(name: string): Suite {
  const read = suite.safeParse(name);
  if (!read.success)
    throw new Error(`no suite is '${name}'; there are ${suite.options.join(", ")}`);
  return read.data;
}

/** What lab/images/build calls a recipe on a suite. */
export function layerNamed(recipe: string, suite: Suite): string {
  return suite === "bookworm" ? recipe : `${recipe}@${suite}`;
}

/** A host of a topology. */
export interface HostPlan {
  readonly name: string;
  /** The last part of its address. */
  readonly number: number;
  /** The image that it is booted from, a folder of lab/images. */
  readonly image: z.infer<typeof image>;
  /** That image on the host's suite of Debian, as lab/images/build names it. */
  readonly layer: string;
  readonly roles: readonly string[];
}

/** What a lab is made of. */
export interface Topology {
  readonly name: string;
  /** The /16 out of which a lab takes a /24: its first two parts, `10.77`. */
  readonly prefix: string;
  readonly regions: readonly string[];
  /** The OpenStack release that its suite of Debian has: not that of a host with another suite. */
  readonly release: AnyRelease;
  readonly hosts: readonly HostPlan[];
  /** Units that do not run on any of the hosts. */
  readonly masked: readonly string[];
}

const folder = join(__dirname, "topologies");

/** The names of all topologies of real hosts. */
export function topologyNames(): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => file.slice(0, -".yaml".length))
    .sort();
}

/** Reads the topology of that name; `hosts` is the size of a fleet. */
export function readTopology(name: string, hosts?: number): Topology {
  const file = join(folder, `${name}.yaml`);
  if (!/^[\w-]+$/.test(name) || !existsSync(file)) {
    const names = [...topologyNames(), "light"].join(", ");
    throw new Error(`there is no topology '${name}'; there are ${names}`);
  }
  return parseTopology(name, readFileSync(file, "utf8"), hosts);
}

/** Checks a topology's text and counts its fleet out. */
export function parseTopology(name: string, text: string, hosts?: number): Topology {
  const read = description.safeParse(parse(text));
  if (!read.success) throw new Error(`topology ${name}: ${z.prettifyError(read.error)}`);
  const { pool, regions, release, masked, fleet, hosts: named } = read.data;
  if (hosts !== undefined && !fleet) {
    throw new Error(`topology ${name} has hosts of its own; --hosts is for fleet`);
  }
  const plans: HostPlan[] = Object.entries(named).map(([host, plan]) => ({
    name: host,
    ...plan,
    layer: layerNamed(plan.image, plan.suite ?? read.data.suite),
  }));
  if (fleet) {
    const count = hosts ?? fleet.count;
    const most = 255 - fleet.first;
    if (count > most) throw new Error(`topology ${name}: at most ${most} hosts, not ${count}`);
    const width = Math.max(2, String(count).length);
    for (let index = 0; index < count; index++) {
      plans.push({
        name: `${fleet.prefix}${String(index + 1).padStart(width, "0")}`,
        number: fleet.first + index,
        image: fleet.image,
        layer: layerNamed(fleet.image, read.data.suite),
        roles: fleet.roles,
      });
    }
  }
  const numbers = new Set(plans.map((plan) => plan.number));
  if (numbers.size !== plans.length) throw new Error(`topology ${name}: a number stands twice`);
  const prefix = pool.split(".").slice(0, 2).join(".");
  return { name, prefix, regions, release, hosts: plans, masked };
}
