/**
 * What a stack could do to its cloud, one test a harm, on real hosts: the right outcome is that it does not,
 * and says so before anything has changed. The numbers are those of docs/develop/reliability.md's table.
 */
import assert from "node:assert/strict";
import { Footprint } from "./footprint";
import { otherExchangeIsRefused } from "./harms/broker";
import { Cloud } from "./harms/cloud";
import { loginsAreTriedBeforeARestart } from "./harms/database";
import { clientsAreLedElsewhereLast } from "./harms/endpoints";
import { Handmade } from "./harms/handmade";
import { imagesKeepTheStack } from "./harms/images";
import { firstUpIsInterrupted } from "./harms/interrupted";
import { anotherMachineNeedsItsOwnName } from "./harms/moved";
import {
  consentResetsThePassword,
  givenPasswordIsNoConsent,
  passwordOfOthersStays,
} from "./harms/password";
import { mistypedRegionIsRefused } from "./harms/region";
import {
  formerNamesAreTakenOver,
  imageHostIsTakenOver,
  recordsAreTakenOver,
  recordsMoveToAnotherMachine,
} from "./harms/rename";
import { secondImageServiceIsRefused } from "./harms/services";
import { abandonedStoreGoes, formerStoreIsKept, storeInUseIsKept } from "./harms/stores";
import { TestLab } from "../../lab/session";

const labName = `harms-${process.pid}`;
const hosts = ["controller", "image1", "image2", "spare"] as const;

describe("A stack does its cloud no harm", function () {
  this.timeout(900_000);
  this.bail(true);
  let cloud: Cloud;
  let handmade: Handmade;
  /** The hosts before anything was there, and with the Image service that was made by hand. */
  let bare: Footprint;
  let earlier: Footprint;
  let ofImage2: Footprint;
  let rows: readonly string[];

  this.beforeAll(async () => {
    cloud = await Cloud.boot(labName);
    bare = new Footprint(cloud.lab, hosts);
  });
  this.afterAll(() => {
    TestLab.down(labName);
  });

  describe("of nobody yet", () => {
    it("3: a first up that is interrupted on the identity host leaves nothing after destroy", () =>
      firstUpIsInterrupted(cloud, bare, "controller", /controller: Keystone: user, role/));

    it("3: nor does one that is interrupted on an image host", () =>
      firstUpIsInterrupted(cloud, bare, "image1", /image1: restarting/));
  });

  describe("that has an Image service, when it comes", () => {
    before(async () => {
      handmade = await Handmade.make(cloud);
      earlier = new Footprint(cloud.lab, hosts);
      ofImage2 = new Footprint(cloud.lab, ["image2"]);
      rows = await cloud.rows();
    });

    it("5: keeps the password of its user", () => passwordOfOthersStays(cloud, handmade));
    it("5: also where another one is given", () => givenPasswordIsNoConsent(cloud, handmade));
    it("6: refuses a mistyped region", () =>
      mistypedRegionIsRefused(cloud, () => {
        handmade.adopt();
      }));
    it("7: refuses to end a store that images lie in", () => formerStoreIsKept(cloud, handmade));
    it("8: refuses where there are two of it", () => secondImageServiceIsRefused(cloud, handmade));
    it("11: refuses an exchange of another durability", () =>
      otherExchangeIsRefused(cloud, handmade));
  });

  describe("once it has adopted it", () => {
    before(() => {
      handmade.adopt();
      cloud.up();
    });

    it("1: takes over a host that was renamed", () => imageHostIsTakenOver(cloud));
    it("1: and the hosts of the records and of the first image", () => recordsAreTakenOver(cloud));
    it("1: and names that were there before", () => formerNamesAreTakenOver(cloud));
    it("1: keeps the records' rows when another machine makes them", () =>
      recordsMoveToAnotherMachine(cloud));
    it("2: undoes a machine that another takes the place of", () =>
      anotherMachineNeedsItsOwnName(cloud, ofImage2));
    it("6: refuses a mistyped region", () => mistypedRegionIsRefused(cloud, () => undefined));
    it("6: leads clients elsewhere only once all hosts serve", () =>
      clientsAreLedElsewhereLast(cloud));
    it("7: refuses to end a store that images lie in", () => storeInUseIsKept(cloud));
    it("9: restarts nothing where the database has come to demand TLS", () =>
      loginsAreTriedBeforeARestart(cloud));
    it("4: refuses to go while there are images, whole", () => imagesKeepTheStack(cloud));
    it("7: ends a store that is given up by name", () => {
      abandonedStoreGoes(cloud);
    });
    it("gives back all that it has adopted", async () => {
      cloud.works("destroy", "--yes", "--skip-preview");
      earlier.assertUnchanged();
      assert.deepEqual(await cloud.rows(), rows);
      handmade.serves();
    });
    it("5: sets the password with consent, and says at its end that it stays", () =>
      consentResetsThePassword(cloud, handmade));
  });
});
