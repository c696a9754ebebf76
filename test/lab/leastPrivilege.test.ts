import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packProgram } from "../../host/archive";
import { TestLab } from "../../lab/session";

const project = join(__dirname, "..", "..");
const hosts = ["controller", "image1", "image2", "compute1"] as const;
const program = "/usr/local/libexec/pulumi-glance";
const labName = `test-privilege-${process.pid}`;

/** What docs/operate/hosts.md tells an administrator to do, once a host; the key is on stdin. */
const prepare = `
  useradd --create-home deploy
  echo 'deploy ALL=(root) NOPASSWD: ${program}' >/etc/sudoers.d/pulumi-glance
  chmod 440 /etc/sudoers.d/pulumi-glance
  printf 'restrict,command="${program} only" %s\\n' "$(cat)" >/etc/ssh/deploy_keys
  printf 'Match User deploy\\n    AuthorizedKeysFile /etc/ssh/deploy_keys\\n' >>/etc/ssh/sshd_config
  systemctl reload ssh`;

describe("A user who may run the program only", function () {
  this.bail(true);
  let lab: TestLab;

  /** Runs a command as that user, with the lab's key. */
  const as = (host: string, command: string) => {
    const inventory = lab.inventory.hosts[host];
    assert.ok(inventory !== undefined);
    const words = ["-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "-o", "LogLevel=ERROR"];
    const target = ["-o", "UserKnownHostsFile=/dev/null", `deploy@${inventory.address}`, command];
    const env = { ...process.env, SSH_AUTH_SOCK: lab.inventory.ssh.agentSocket ?? "" };
    return spawnSync("ssh", ["-F", "/dev/null", ...words, ...target], { env, encoding: "utf8" });
  };

  this.beforeAll(() => {
    lab = TestLab.up(labName, "zed", "demo");
    const archive = readFileSync(join(project, packProgram(project).path)).toString("base64");
    const key = execFileSync("ssh-add", ["-L"], {
      env: { ...process.env, SSH_AUTH_SOCK: lab.inventory.ssh.agentSocket ?? "" },
      encoding: "utf8",
    });
    for (const host of hosts) {
      lab.on(
        host,
        `mkdir -p /usr/local/libexec && base64 -d >${program} && chmod 755 ${program}`,
        archive,
      );
      lab.on(host, prepare, key.trim());
    }
    lab.set(["glance:ssh", "user"], "deploy");
    lab.set(["glance:ssh", "program"], program);
  });
  this.afterAll(() => {
    TestLab.down(labName);
  });

  it("gets no shell by that key, and no other command through sudo", () => {
    for (const command of ["id", "sudo -n id", "bash -i", `sudo -n ${program} undo 'a;id'`]) {
      const { status, stdout, stderr } = as("image1", command);
      assert.notEqual(status, 0, command);
      assert.doesNotMatch(stdout + stderr, /uid=/, command);
    }
    assert.match(as("image1", "id").stderr, /this key may only run: sudo -n/);
    const sudo = lab.on("image1", "su deploy -s /bin/sh -c 'sudo -n id' 2>&1 || true");
    assert.match(sudo, /password is required/);
  });

  it("is refused a document that asks for more than the project writes", () => {
    const request = { format: 1, stack: "s", host: "h", program: "", secrets: [] };
    const lists = "packages mounts settings firewall checks validations units health".split(" ");
    const document = {
      ...request,
      ...Object.fromEntries(lists.map((name) => [name, []])),
      ...{ metadata: null, identity: null, schema: null, generation: 0 },
      files: [
        {
          path: "/etc/sudoers.d/more",
          content: "deploy ALL=(root) NOPASSWD: ALL\n",
          ...{ owner: "root", group: "root", mode: "0440", component: "Tls" },
        },
      ],
    };
    const inventory = lab.inventory.hosts.image1;
    const { status, stderr } = spawnSync(
      "ssh",
      [
        ...["-F", "/dev/null", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no"],
        ...["-o", "UserKnownHostsFile=/dev/null", `deploy@${inventory?.address ?? ""}`],
        `sudo -n ${program} apply`,
      ],
      {
        env: { ...process.env, SSH_AUTH_SOCK: lab.inventory.ssh.agentSocket ?? "" },
        input: JSON.stringify(document),
        encoding: "utf8",
      },
    );
    assert.equal(status, 2);
    assert.match(stderr, /may not ask for: file \/etc\/sudoers\.d\/more/);
    assert.equal(lab.on("image1", "ls /etc/sudoers.d").includes("more"), false);
  });

  it("sets up, observes, and takes back the whole service", () => {
    lab.pulumi("up", "--yes", "--skip-preview");
    assert.equal(lab.output("proof").passed, true);
    assert.doesNotMatch(lab.on("image1", "ls -a ~deploy"), /pulumi-glance/);
    const { status, stdout, stderr } = lab.tryPulumi("preview", "--refresh", "--expect-no-changes");
    assert.equal(status, 0, stdout + stderr);
    lab.pulumi("destroy", "--yes", "--skip-preview");
    for (const host of hosts) {
      assert.match(lab.on(host, "ls -d /var/lib/pulumi-glance 2>&1 || true"), /No such file/);
      assert.match(lab.on(host, `ls ${program}`), /pulumi-glance/);
    }
  });
});
