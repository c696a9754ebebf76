import * as assert from "node:assert/strict";
import { dirname } from "node:path";
import { files, imports } from "./imports";

/** What runs at a user's: each building stands on those below it alone. */
const buildings = ["index.ts", "components", "settings", "host", "platforms", "releases"] as const;
const most = 20;

const production = files(...buildings).filter((file) => /\.(ts|py)$/.test(file));
const arrows = imports(production);

describe("The house", () => {
  it("has no folder of production code with more than 20 files", () => {
    const full = count(production.filter((file) => !file.endsWith("/__init__.py")).map(dirname));
    assert.deepEqual(
      [...full].filter(([, number]) => number > most),
      [],
    );
    assert.ok(full.size > 25, "the folders are not found");
  });

  it("imports downwards only, from building to building", () => {
    const wrong = edges(arrows).filter(([from, to]) => floor(to) < floor(from));
    assert.deepEqual(wrong, []);
  });

  it("has nothing of tests, lab, faults or bench in production", () => {
    const all = imports(files("*.ts").concat(production.filter((file) => file.endsWith(".py"))));
    const wrong = edges(all).filter(
      ([from, to]) => production.includes(from) && !production.includes(to),
    );
    assert.deepEqual(wrong, []);
  });

  it("has nothing of tests in the lab, the faults and the benchmark", () => {
    const all = imports(files("*.ts"));
    const outside = edges(all).filter(([from]) => /^(lab|faults|bench)\//.test(from));
    assert.deepEqual(
      outside.filter(([, to]) => to.startsWith("test/")),
      [],
    );
  });

  it("imports no file in a circle", () => {
    assert.deepEqual(circle(arrows), []);
    assert.deepEqual(circle(imports(files("lab", "faults", "bench", "docs"))), []);
  });

  it("imports no room in a circle with another", () => {
    for (const building of ["components/", "host/program/glance_host/"]) {
      const rooms = new Map<string, string[]>();
      for (const [from, to] of edges(arrows)) {
        const [one, other] = [room(building, from), room(building, to)];
        if (one === null || other === null || one === other) continue;
        rooms.set(one, [...(rooms.get(one) ?? []), other]);
        rooms.set(other, rooms.get(other) ?? []);
      }
      assert.ok(rooms.size > 1, building);
      assert.deepEqual(circle(rooms), [], building);
    }
  });
});

function edges(
  graph: ReadonlyMap<string, readonly string[]>,
): readonly (readonly [string, string])[] {
  return [...graph].flatMap(([from, all]) => all.map((to) => [from, to] as const));
}

function count(names: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const name of names) found.set(name, (found.get(name) ?? 0) + 1);
  return found;
}

/** Of the building that a file is in: the uppermost is 0. */
function floor(file: string): number {
  return buildings.findIndex((building) => file === building || file.startsWith(`${building}/`));
}

/** The folder of a building that a file is in; null: it stands in none of them. */
function room(building: string, file: string): string | null {
  const [first, ...more] = file.startsWith(building) ? file.slice(building.length).split("/") : [];
  return first === undefined || more.length === 0 ? null : first;
}

/** A way from a node back to itself; empty where there is none. */
function circle(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const visit = (node: string, way: readonly string[]): readonly string[] => {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node];
    if (done.has(node)) return [];
    for (const next of graph.get(node) ?? []) {
      const found = visit(next, [...way, node]);
      if (found.length > 0) return found;
    }
    done.add(node);
    return [];
  };
  for (const node of graph.keys()) {
    const found = visit(node, []);
    if (found.length > 0) return found;
  }
  return [];
}
