import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { until } from "../../lab/until";
import { execute } from "./client";
import { startLight, type Light } from "../../lab/light/light";

describe("a light host's commands", function () {
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
    const show = "systemctl show --property=ActiveState glance-api";
    assert.match(await output(show), /^ActiveState=active$/m);
    await output("systemctl stop glance-api.service");
    assert.match(await output(show), /^ActiveState=inactive$/m);
    assert.equal(host().running().units["glance-api.service"]?.active, false);
    await output("systemctl restart glance-api.service");
    assert.match(await output(show), /^ActiveState=active$/m);
    assert.equal((await run("systemctl restart unheard-of.service")).code, 5);
  });

  it("mount what a mount unit says, and tell df of it", async () => {
    const images = "/var/lib/glance/images";
    const { root } = host();
    assert.equal((await output(`df --output=target ${root}${images}`)).split("\n")[1], "/");
    const unit = "var-lib-glance-images.mount";
    const lines = ["[Mount]", "What=server:/images", `Where=${images}`, "Type=glusterfs"];
    writeFileSync(join(root, "etc/systemd/system", unit), `${lines.join("\n")}\n`);
    await output(`systemctl daemon-reload && systemctl enable --now ${unit}`);
    assert.equal((await output(`df --output=target ${root}${images}`)).split("\n")[1], images);
    const mounted = `findmnt -n -o SOURCE --mountpoint ${root}${images}`;
    assert.equal(await output(mounted), "server:/images");
    await output(`systemctl disable --now ${unit}`);
    assert.equal((await run(mounted)).code, 1);
  });

  it("install packages", async () => {
    const status = "dpkg-query -W -f '${db:Status-Status}\\n' haproxy";
    assert.equal((await run(status)).code, 1);
    await output("apt-get -q -y -o DPkg::Lock::Timeout=60 install haproxy");
    assert.equal(await output(status), "installed");
    assert.match(await output("systemctl show haproxy"), /^UnitFileState=enabled$/m);
    await output("apt-get -y remove haproxy");
    assert.equal((await run(status)).code, 1);
  });

  it("put firewall rules in, find them, save them, take them out and load them", async () => {
    const rule =
      "INPUT -s 10.0.0.1/32 -p tcp -m tcp --dport 9292 -m comment --comment glance -j ACCEPT";
    assert.equal((await run(`iptables -w -C ${rule}`)).code, 1);
    await output(`iptables -w -I ${rule.replace("INPUT", "INPUT 5")}`);
    await output(`iptables -w -C ${rule}`);
    const rules = (await output("iptables -w -S")).split("\n");
    const at = rules.indexOf(`-A ${rule}`);
    assert.match(rules[at + 1] ?? "", /REJECT/);
    await output("iptables-save >saved");
    assert.ok((await output("cat saved")).includes(`-A ${rule}\n`));
    await output(`iptables -w -D ${rule}`);
    assert.equal((await run(`iptables -w -C ${rule}`)).code, 1);
    assert.ok(!(await output("ip6tables -w -S")).includes("9292"));
    await output("iptables-restore --test <saved");
    assert.equal((await run(`iptables -w -C ${rule}`)).code, 1);
    await output("iptables-restore <saved");
    assert.deepEqual((await output("iptables -w -S")).split("\n"), rules);
  });

  it("take a rule as others write it, and list it as the kernel does", async () => {
    assert.match(await output("iptables --version"), /^iptables v1/);
    const rule = "-p tcp -s 10.0.0.1 -j ACCEPT --destination-port 9292 -m comment --comment glance";
    await output(`ip6tables -t filter -I INPUT ${rule.replace("10.0.0.1", "fd00::1")}`);
    await output(`iptables -t filter -A INPUT ${rule}`);
    await output(`iptables -t filter -C INPUT ${rule}`);
    assert.equal(
      (await output("iptables -w -S")).split("\n").at(-1),
      "-A INPUT -p tcp -s 10.0.0.1/32 -j ACCEPT -m tcp --dport 9292 -m comment --comment glance",
    );
    assert.match(await output("ip6tables -w -S"), /-s fd00::1\/128 /);
  });

  it("say so where they do not know what they are asked", async () => {
    const { code, stderr } = await run("systemctl halt");
    assert.equal(code, 125);
    assert.match(stderr, /systemctl halt: the fake does not know this/);
  });

  it("leave the machine alone on which the host is a folder", async () => {
    for (const command of ["reboot", "umount /", "mount -t tmpfs none /mnt"]) {
      const { code, stderr } = await run(command);
      assert.equal(code, 1, command);
      assert.match(stderr, /not on a host that is a folder/);
    }
  });

  it("run a command as another user, which here is the same", async () => {
    assert.equal(await output("sudo -n -u glance -- echo one word"), "one word");
  });

  it("fail where a test wants it", async () => {
    await host().failOn(["systemctl restart glance-api"]);
    assert.equal((await run("systemctl restart glance-api.service")).code, 1);
    await host().failOn([]);
    await output("systemctl restart glance-api.service");
  });

  it("end with whoever started them", async () => {
    const script = readFileSync(join(dirname(host().root), "../../commands/systemctl"), "utf8");
    const port = Number(/127\.0\.0\.1\/(\d+)/.exec(script)?.[1]);
    assert.equal(await listens(port), true);
    await light.stop();
    await until("its end", async () => !(await listens(port)) || "somebody listens");
  });
});

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => {
      resolve(false);
    });
  });
}
