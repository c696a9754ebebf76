import { only, registered, secretly } from "../../support/mocks";
import * as assert from "node:assert/strict";
import { secretInput } from "../../../host/document/secretInput";
import {
  apiReads,
  bothRead,
  listed,
  Procedure,
  pathOf,
  settingsOf,
  settingsOfBoth,
} from "../../../components/procedures/procedure";
import { called, gone, SettingGone, type Meaning } from "../../../releases/release";
import { api, nova, on, registry, withRegistry, zed } from "../../support/target";

class Example extends Procedure {
  constructor() {
    super("Example", "example", {
      image: {
        settings: { "/f": { s: { plain: "1", masked: secretInput("canary") } } },
        packages: ["p"],
        units: { u: ["/f"] },
        secrets: [secretInput("canary")],
        checks: [{ kind: "database", url: secretInput("canary") }],
        health: [{ kind: "tcp", host: "h", port: 1, unit: "u", timeoutSeconds: 1 }],
      },
      compute: { packages: ["q"] },
    });
  }
}

const meaning = (section: string, key: string, supersedes: readonly string[] = []): Meaning => ({
  title: key,
  guide: "",
  file: "glance-api.conf",
  names: { juno: called(`${section}/${key}`, ...supersedes) },
});

describe("Procedure", () => {
  it("shows by role what it says, without what only repeats it or follows from it", async () => {
    const resources = await registered(() => new Example());
    assert.deepEqual(only(resources, "glance:index:Example", "example").inputs, {
      image: {
        settings: { "/f": { s: { plain: "1", masked: secretly("canary") } } },
        packages: ["p"],
      },
      compute: { packages: ["q"] },
    });
  });

  it("speaks, signed with its name, only to roles that it has something to say to", async () => {
    let part: Example | undefined;
    await registered(() => (part = new Example()));
    assert.deepEqual(part?.for("compute"), [
      { component: "Example", contribution: { packages: ["q"] } },
    ]);
    assert.deepEqual(part.for("identity"), []);
  });
});

describe("settingsOf", () => {
  it("gathers settings by file and section, and older names to drop, each once", () => {
    const { settings, drops } = settingsOf(zed, [
      [meaning("a", "x", ["a/old", "b/old"]), "1"],
      [meaning("a", "y", ["a/old", "a/older"]), "2"],
      [meaning("b", "z"), "3"],
    ]);
    assert.deepEqual(settings, { [api]: { a: { x: "1", y: "2" }, b: { z: "3" } } });
    assert.deepEqual(drops, { [api]: { a: ["old", "older"], b: ["old"] } });
  });
});

describe("settingsOf, of what must not stand there,", () => {
  it("drops it, and its older names", () => {
    const { settings, drops } = settingsOf(zed, [
      [meaning("a", "x", ["b/old"]), null],
      [meaning("a", "y"), "2"],
    ]);
    assert.deepEqual(settings, { [api]: { a: { y: "2" } } });
    assert.deepEqual(drops, { [api]: { a: ["x"], b: ["old"] } });
  });

  it("drops it once, where it is another's older name, too", () => {
    const { settings, drops } = settingsOf(zed, [
      [meaning("a", "y", ["a/x"]), "2"],
      [meaning("a", "x"), null],
    ]);
    assert.deepEqual(settings, { [api]: { a: { y: "2" } } });
    assert.deepEqual(drops, { [api]: { a: ["x"] } });
  });

  it("drops it from the files of both services where there is a registry", () => {
    const { settings, drops } = settingsOfBoth(withRegistry("pike"), [[meaning("a", "x"), null]]);
    assert.deepEqual(settings, {});
    assert.deepEqual(drops, { [api]: { a: ["x"] }, [registry]: { a: ["x"] } });
  });

  it("speaks by the release's own name: what a newer one calls it is not touched", () => {
    const renamed: Meaning = {
      ...meaning("a", "x"),
      names: { juno: called("a/x"), zed: called("b/y", "a/x") },
    };
    assert.deepEqual(settingsOf(on("yoga"), [[renamed, null]]).drops, { [api]: { a: ["x"] } });
    assert.deepEqual(settingsOf(zed, [[renamed, null]]).drops, { [api]: { b: ["y"], a: ["x"] } });
  });
});

describe("listed", () => {
  const mine = { item: "mine", into: "always" } as const;
  const whereSet = { item: "mine", into: "whereSet" } as const;

  it("gathers items by file and section, as the release calls each list", () => {
    const renamed: Meaning = {
      ...meaning("a", "x"),
      names: { juno: called("a/x"), zed: called("b/y") },
    };
    const other: Meaning = { ...meaning("image_file_url", "filesystems"), file: "nova.conf" };
    assert.deepEqual(
      listed(zed, [
        [renamed, mine],
        [meaning("b", "z"), whereSet],
        [other, mine],
      ]),
      {
        lists: {
          [api]: { b: { y: mine, z: whereSet } },
          [nova]: { image_file_url: { filesystems: mine } },
        },
      },
    );
    assert.deepEqual(listed(on("yoga"), [[renamed, mine]]), {
      lists: { [api]: { a: { x: mine } } },
    });
  });

  it("gives the item to older names that are set, too, and drops none of them", () => {
    assert.deepEqual(listed(zed, [[meaning("a", "x", ["a/old", "b/older"]), mine]]), {
      lists: { [api]: { a: { x: mine, old: whereSet }, b: { older: whereSet } } },
    });
  });

  it("throws for a list that the release lost", () => {
    const lost: Meaning = {
      ...meaning("a", "x"),
      names: { juno: called("a/x"), zed: gone("Wait.") },
    };
    assert.throws(() => listed(zed, [[lost, mine]]), SettingGone);
  });
});

describe("settingsOfBoth", () => {
  const values = [[meaning("a", "x", ["a/old"]), "1"]] as const;

  it("says the same to both services where there is a registry", () => {
    const { settings, drops } = settingsOfBoth(withRegistry("pike"), values);
    assert.deepEqual(settings, { [api]: { a: { x: "1" } }, [registry]: { a: { x: "1" } } });
    assert.deepEqual(drops, { [api]: { a: ["old"] }, [registry]: { a: ["old"] } });
  });

  it("speaks to glance-api alone where there is none", () => {
    assert.deepEqual(settingsOfBoth(zed, values), settingsOf(zed, values));
  });
});

describe("pathOf, apiReads and bothRead", () => {
  it("know the platform's places", () => {
    assert.equal(pathOf("glance-api.conf", zed.platform), api);
    assert.equal(pathOf("nova.conf", zed.platform), nova);
    assert.equal(pathOf("glance-registry.conf", zed.platform), registry);
    assert.deepEqual(apiReads(zed, "/f"), { "glance-api.service": [api, "/f"] });
    assert.deepEqual(bothRead(zed), apiReads(zed));
    assert.deepEqual(Object.entries(bothRead(withRegistry("pike"))), [
      ["glance-registry.service", [registry]],
      ["glance-api.service", [api]],
    ]);
  });
});
