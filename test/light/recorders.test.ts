import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execute } from "./client";
import { startLight, type Light } from "../../lab/light/light";

describe("a light host's recorders", function () {
  let light: Light;
  const host = () => light.hosts.image1 ?? assert.fail("no image1");
  const run = (command: string) => execute(light.inventory, "image1", command);
  const output = async (command: string) => {
    const { code, stdout, stderr } = await run(command);
    assert.equal(code, 0, `${command}: ${stderr}`);
    return stdout.trimEnd();
  };

  beforeEach(async () => {
    light = await startLight({
      topology: { image1: ["image"] },
      certificates: false,
      agent: false,
    });
  });
  afterEach(() => light.stop());

  it("keep a unit's state", async () => {
    assert.equal(await output("systemctl is-active glance-api"), "active");
    await output("systemctl stop glance-api.service");
    assert.deepEqual(await run("systemctl is-active glance-api"), {
      code: 3,
      stdout: "inactive\n",
      stderr: "",
    });
    await output("systemctl restart glance-api.service");
    assert.equal(await output("systemctl show -p ActiveState --value glance-api"), "active");
    assert.equal((await run("systemctl restart unheard-of.service")).code, 5);
  });

  it("mount what a mount unit says, and tell df of it", async () => {
    const images = "/var/lib/glance/images";
    assert.equal((await output(`df --output=target ${images}`)).split("\n")[1], "/");
    const unit = await output(`systemd-escape --path --suffix=mount ${images}`);
    assert.equal(unit, "var-lib-glance-images.mount");
    const lines = ["[Mount]", "What=server:/images", `Where=${images}`, "Type=glusterfs"];
    const { root } = host();
    mkdirSync(join(root, "etc/systemd/system"), { recursive: true });
    writeFileSync(join(root, "etc/systemd/system", unit), `${lines.join("\n")}\n`);
    await output(`systemctl daemon-reload && systemctl enable --now ${unit}`);
    assert.equal((await output(`df --output=target ${root}${images}`)).split("\n")[1], images);
    assert.equal(await output(`findmnt -n -o SOURCE ${images}`), "server:/images");
    await output(`mountpoint -q ${images} && systemctl disable --now ${unit}`);
    assert.equal((await run(`mountpoint -q ${images}`)).code, 32);
  });

  it("install packages", async () => {
    const status = "dpkg-query -W -f='${db:Status-Status}\\n' haproxy";
    assert.equal((await run(status)).code, 1);
    await output("apt-get -q -y -o DPkg::Lock::Timeout=60 install haproxy");
    assert.equal(await output(status), "installed");
    assert.equal(await output("systemctl is-enabled haproxy"), "enabled");
    await output("apt-get -y remove haproxy");
    assert.equal((await run(status)).code, 1);
  });

  it("put firewall rules in, find them, save them and take them out", async () => {
    const rule = "INPUT -s 10.0.0.1 -p tcp --dport 9292 -m comment --comment glance -j ACCEPT";
    const listed =
      "-A INPUT -s 10.0.0.1/32 -p tcp -m tcp --dport 9292 -m comment --comment glance -j ACCEPT";
    assert.equal((await run(`iptables -w -C ${rule}`)).code, 1);
    await output(`iptables -w -I ${rule.replace("INPUT", "INPUT 5")}`);
    await output(`iptables -w -C ${rule}`);
    const rules = (await output("iptables -S INPUT")).split("\n");
    assert.equal(rules[5], listed);
    assert.match(rules[6] ?? "", /REJECT/);
    await output("netfilter-persistent save");
    const saved = readFileSync(join(host().root, "etc/iptables/rules.v4"), "utf8");
    assert.ok(saved.includes(listed) && saved.endsWith("COMMIT\n"));
    await output(`iptables -w -D ${rule}`);
    assert.equal((await run(`iptables -w -C ${rule}`)).code, 1);
    assert.ok(!(await output("ip6tables -S")).includes("9292"));
  });

  it("populate a database once", async () => {
    const check = "su -s /bin/sh glance -c 'glance-manage db check'";
    assert.equal((await run(check)).code, 4);
    await output("su -s /bin/sh -c 'glance-manage db_sync' glance");
    assert.equal((await run(check)).code, 0);
  });

  it("fail where a test wants it", async () => {
    await host().failOn(["systemctl restart glance-api"]);
    assert.equal((await run("systemctl restart glance-api.service")).code, 1);
    assert.equal((await run("systemctl is-active glance-api.service")).code, 0);
  });
});
