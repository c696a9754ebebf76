/** The hosts of a light lab: those of topology zed, all on loopback. */

/** Role of each host, as in a stack's configuration, and `storage` for what no stack logs in to. */
export type Topology = Readonly<Record<string, readonly string[]>>;

/** The hosts of topology zed. */
export const zed: Topology = {
  controller: ["identity"],
  storage: ["storage"],
  image1: ["image"],
  image2: ["image"],
  compute1: ["compute"],
};

/** How many hosts a fleet has at most. */
export const most = 200;

/** A number of image hosts and nothing else, for the benchmark. */
export function fleet(count: number): Topology {
  const width = String(count).length;
  const name = (index: number) => `host${String(index + 1).padStart(width, "0")}`;
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [name(index), ["image"]]));
}
