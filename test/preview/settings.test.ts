import assert from "node:assert/strict";
import { Checkout } from "./checkout";

describe("pulumi config set", function () {
  this.timeout(300_000);
  let checkout: Checkout;
  let inBackend: Record<string, string>;

  const pulumi = (...args: readonly string[]) =>
    checkout.run("pulumi", [...args, "--stack", "region-one"], inBackend);
  const must = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await pulumi(...args);
    assert.equal(code, 0, stdout + stderr);
    return stdout;
  };

  beforeEach(async () => {
    checkout = new Checkout();
    inBackend = { PULUMI_BACKEND_URL: checkout.backend };
    await must("stack", "init");
  });

  afterEach(() => {
    checkout.remove();
  });

  it("sets digits as text with the very command that the error names", async () => {
    const digits = "12345678901234567890";
    await must("config", "set", "--path", "glance:identity.service", digits);
    const { code, stdout, stderr } = await pulumi("preview");
    assert.notEqual(code, 0);
    const found =
      /glance:identity\.service: .*last digits are lost.*\n *pulumi (config set .*) VALUE/;
    const command = found.exec(stdout + stderr)?.[1];
    assert.ok(command, stdout + stderr);
    await must(...command.split(" "), digits);
    assert.match(await must("preview", "--diff"), new RegExp(`: "${digits}"`));
  });

  it("sets a number that came as text with the commands that its error names", async () => {
    await must("config", "set", "--path", "--type", "string", "glance:api.port", "9292");
    const { stdout, stderr } = await pulumi("preview");
    const found = /glance:api\.port: .*\n *pulumi (config rm .*)\n *pulumi (config set .*) VALUE/;
    const [, remove = "", set = ""] = found.exec(stdout + stderr) ?? [];
    assert.notEqual(set, "", stdout + stderr);
    // The CLI leaves a text that is there a text.
    await must(...set.split(" "), "9292");
    assert.notEqual((await pulumi("preview")).code, 0);
    await must(...remove.split(" "));
    await must(...set.split(" "), "9292");
    await must("preview");
  });

  it("masks every value of further settings that are set with --secret", async () => {
    const path = 'glance:extra["glance-api.conf"]';
    const fragment =
      "[keystone_authtoken]\nmemcache_secret_key = canary-extra\n[DEFAULT]\nworkers = 47\n";
    await must("config", "set", "--path", path, "[DEFAULT]\nworkers = 47\n");
    const plain = await must("preview", "--diff");
    assert.match(plain, /workers *: "47"/);
    await must("config", "set", "--path", path, fragment);
    const { code, stdout, stderr } = await pulumi("preview");
    assert.notEqual(code, 0);
    assert.ok(!(stdout + stderr).includes("canary-extra"));
    const [encrypts] = /pulumi config get .*/.exec(stdout + stderr) ?? assert.fail(stdout + stderr);
    const ofStack = encrypts.replaceAll("pulumi", "pulumi --stack region-one");
    const encrypted = await checkout.run("sh", ["-c", ofStack], inBackend);
    assert.equal(encrypted.code, 0, encrypted.stderr);
    const masked = await must("preview", "--diff");
    assert.match(masked, /memcache_secret_key *: \[secret\]/);
    assert.match(masked, /workers *: \[secret\]/);
    assert.ok(!masked.includes("canary-extra"));
    assert.ok(!masked.includes('"47"'));
  });
});
