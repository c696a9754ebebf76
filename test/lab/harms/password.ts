/**
 * Harm 5: a Glance that serves already logs in as user `glance`. A stack that sets that user's password
 * anew ends its service, so it needs consent, and says at the end that the password stays another.
 */
import assert from "node:assert/strict";
import type { Cloud } from "./cloud";
import type { Handmade } from "./handmade";

/** A first `up` without `identity.password` would set it: refused, and the serving Glance serves on. */
export async function passwordOfOthersStays(cloud: Cloud, handmade: Handmade): Promise<void> {
  const { lab } = cloud;
  await cloud.scratch(async () => {
    handmade.adopt();
    lab.unset(["glance:identity", "password"]);
    await cloud.refused([
      /IdentityRecords: Keystone: .*user glance/,
      /glance:identity\.password/,
      /glance:identity\.resetPassword true/,
    ]);
  });
  await handmade.logsIn();
  handmade.serves();
}

/** So would another password than its own, given in the stack. */
export async function givenPasswordIsNoConsent(cloud: Cloud, handmade: Handmade): Promise<void> {
  await cloud.scratch(async () => {
    handmade.adopt();
    cloud.lab.setSecret("glance:identity.password", "another-than-that-of-before");
    await cloud.refused([/user glance/, /glance:identity\.resetPassword true/]);
  });
  await handmade.logsIn();
  handmade.serves();
}

/** With consent it is set; `destroy` says in words that the user keeps it. */
export async function consentResetsThePassword(cloud: Cloud, handmade: Handmade): Promise<void> {
  const { lab } = cloud;
  await cloud.scratch(async () => {
    handmade.adopt();
    lab.unset(["glance:identity", "password"]);
    lab.set(["glance:identity", "resetPassword"], true);
    lab.set(["glance:destroy", "withImages"], true);
    cloud.up();
    const password = lab.servicePassword();
    cloud.plant("the new password", password);
    const destroyed = cloud.works("destroy", "--yes", "--skip-preview");
    assert.match(destroyed, /user glance\b[^\n]*\bkeeps\b[^\n]*\bpassword/);
    assert.ok(await cloud.logsIn("glance", password));
  });
}
