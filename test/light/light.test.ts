import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { utils, type Client, type SFTPWrapper } from "ssh2";
import { begin, execute, login } from "./client";
import type { Inventory } from "../../lab/inventory";
import { installed } from "../../lab/installed";
import { newKeyPair } from "../../lab/keyPair";
import { startLight, type Light, type LightHost } from "../../lab/light/light";
import { until } from "../../lab/until";

describe("topology light", function () {
  let light: Light;
  const run = (command: string, stdin?: string) =>
    execute(light.inventory, "image1", command, stdin);

  before(async () => {
    light = await startLight();
  });
  after(() => light.stop());

  it("starts in less than two seconds of a processor", async () => {
    // By the clock a busy machine takes many times as long.
    const begun = process.cpuUsage();
    const another = await startLight({ name: "another" });
    const { user, system } = process.cpuUsage(begun);
    await another.stop();
    const seconds = (user + system) / 1e6;
    assert.ok(seconds < 2, `took ${seconds} s`);
  });

  it("runs a command in the home folder and gives its output and exit code", async () => {
    const outcome = await run("pwd; echo careful >&2; exit 7");
    assert.deepEqual(outcome, {
      code: 7,
      stdout: `${theHost(light, "image1").home}\n`,
      stderr: "careful\n",
    });
  });

  it("says which signal ended a command", async () => {
    const client = await login(light.inventory, "image1");
    const { channel, ended } = await begin(client, "kill -TERM $$");
    const signal = new Promise((resolve) =>
      channel.on("exit", (_code: number | null, name: string | undefined) => {
        resolve(name);
      }),
    );
    channel.resume();
    assert.equal(await signal, "SIGTERM");
    await ended;
    client.end();
  });

  it("hands stdin to the command, every byte of it, and takes as much back", async () => {
    const text = "é\0'\"$%\n".repeat(300_000);
    const { code, stdout } = await run("cat", text);
    assert.equal(code, 0);
    assert.ok(stdout === text, `${stdout.length} characters came back of ${text.length}`);
  });

  it("runs a command that reads none of its stdin", async () => {
    assert.equal((await run("exit 3", "x".repeat(5_000_000))).code, 3);
  });

  it("runs two commands at once, on one connection and on two", async () => {
    // Each waits for what the other makes.
    const pair = (one: string, other: string) =>
      `touch ${one}; until test -e ${other}; do sleep 0.02; done; echo ${one}`;
    const client = await login(light.inventory, "image1");
    const commands = [pair("a", "b"), pair("b", "a")];
    const codes = commands.map(async (command) => {
      const { channel, ended } = await begin(client, command);
      channel.resume();
      return ended;
    });
    assert.deepEqual(await Promise.all(codes), [0, 0]);
    client.end();
    const outcomes = await Promise.all([run(pair("c", "d")), run(pair("d", "c"))]);
    assert.deepEqual(
      outcomes.map(({ stdout }) => stdout),
      ["c\n", "d\n"],
    );
  });

  it("refuses a key that is not the lab's, and a user it does not know", async () => {
    const file = join(await mkdtemp(join(tmpdir(), "glance-key-")), "key");
    writeFileSync(file, newKeyPair("wrong").private, { mode: 0o600 });
    const { ssh } = light.inventory;
    const wrongKey = { ...light.inventory, ssh: { ...ssh, privateKeyFile: file } };
    const wrongUser = { ...light.inventory, ssh: { ...ssh, user: "nobody" } };
    await assert.rejects(login(wrongKey, "image1"), /refuses the login/);
    await assert.rejects(login(wrongUser, "image1"), /refuses the login/);
    await rm(dirname(file), { recursive: true });
  });

  it("makes only keys that can be read", () => {
    for (let made = 0; made < 600; made++) {
      const key = utils.parseKey(newKeyPair("test").private);
      assert.ok(!(key instanceof Error) && key.type === "ssh-ed25519");
    }
  });

  it("has a host key of its own for each host", async () => {
    const { hosts } = light.inventory;
    const keys = Object.values(hosts).map(({ hostKey }) => hostKey);
    assert.equal(new Set(keys).size, keys.length);
    const { image1: real, image2: other } = hosts;
    assert.ok(real !== undefined && other !== undefined);
    const image1 = { ...real, hostKey: other.hostKey };
    const mistaken = { ...light.inventory, hosts: { ...hosts, image1 } };
    await assert.rejects(login(mistaken, "image1"), /has another host key/);
  });

  it("takes files by SFTP: relative to the home folder, and absolute below the root", async () => {
    const client = await login(light.inventory, "image1");
    const sftp = await openSftp(client);
    const { root, home } = theHost(light, "image1");
    const content = Buffer.from("program\0".repeat(100_000));
    await promisify((path: string, done: (error?: Error | null) => void) => {
      sftp.mkdir(path, done);
    })("made");
    for (const path of ["made/upload.pyz", "/etc/uploaded"]) {
      await promisify((to: string, done: (error?: Error | null) => void) => {
        sftp.writeFile(to, content, { mode: 0o640 }, done);
      })(path);
      const landed = path.startsWith("/") ? join(root, path) : join(home, path);
      assert.ok(readFileSync(landed).equals(content), path);
      assert.equal((await stat(landed)).mode & 0o777, 0o640);
    }
    client.end();
  });

  it("serves OpenSSH's own ssh, scp and agent", async function () {
    if (!["ssh", "scp", "ssh-agent", "ssh-add"].every(installed)) return this.skip();
    const { hosts, ssh } = light.inventory;
    const folder = await mkdtemp(join(tmpdir(), "glance-openssh-"));
    const known = join(folder, "known_hosts");
    const { port, hostKey } = hosts.image2 ?? assert.fail("no image2");
    writeFileSync(known, `[127.0.0.1]:${port} ${hostKey}\n`);
    writeFileSync(join(folder, "sent"), "sent by scp");
    const strict = ["-o", `UserKnownHostsFile=${known}`, "-o", "StrictHostKeyChecking=yes"];
    const env = { ...process.env, SSH_AUTH_SOCK: ssh.agentSocket ?? "" };
    const call = promisify(execFile);
    const target = `${ssh.sudoUser}@127.0.0.1`;
    const noConfig = ["-F", "none", ...strict];
    const scp = [...noConfig, "-q", "-P", String(port), join(folder, "sent"), `${target}:got`];
    await call("scp", scp, { env });
    const command = [...noConfig, "-p", String(port), target, "sudo -n cat got"];
    const { stdout } = await call("ssh", command, { env });
    assert.equal(stdout, "sent by scp");
    await rm(folder, { recursive: true });
  });

  it("counts logins and notes what its commands were called with", async () => {
    const host = theHost(light, "compute1");
    const before = await host.logins();
    await execute(light.inventory, "compute1", "systemctl restart nova-compute");
    assert.equal(await host.logins(), before + 1);
    assert.deepEqual((await host.commands()).slice(-1), ["systemctl restart nova-compute"]);
  });

  it("leaves no process and no file behind when it stops", async () => {
    const another = await startLight({ name: "gone" });
    const pids = join(theHost(another, "image1").home, "pids");
    const client = await login(another.inventory, "image1");
    client.on("error", () => undefined);
    const { channel, ended } = await begin(
      client,
      "echo $$ >pids; sleep 600 & echo $! >>pids; wait",
    );
    channel.resume();
    await until("both processes", () => {
      const told = existsSync(pids) ? readFileSync(pids, "utf8") : "";
      return told.split("\n").length === 3 || `numbers: ${told}`;
    });
    const processes = readFileSync(pids, "utf8").trim().split("\n").map(Number);
    const { agentSocket } = another.inventory.ssh;
    await another.stop();
    await ended;
    client.end();
    await until("their end", () => !processes.some(alive) || processes.filter(alive).join());
    assert.ok(!existsSync(theHost(another, "image1").root));
    assert.ok(agentSocket === null || !existsSync(agentSocket));
  });

  it("makes certificates that belong to their keys and authorities", async function () {
    const { tls } = light.inventory;
    if (tls === null) return this.skip();
    const call = promisify(execFile);
    const checks: readonly (readonly [string, string])[] = [
      [tls.caFile, tls.certificateFile],
      [tls.clientCaFile, tls.clientCertificateFile],
    ];
    for (const [authority, certificate] of checks) {
      const { stdout } = await call("openssl", ["verify", "-CAfile", authority, certificate]);
      assert.match(stdout, /: OK/);
    }
    const ofCertificate = ["x509", "-in", tls.certificateFile, "-noout", "-pubkey"];
    const ofKey = ["pkey", "-in", tls.privateKeyFile, "-pubout"];
    const [one, other] = [await call("openssl", ofCertificate), await call("openssl", ofKey)];
    assert.equal(one.stdout, other.stdout);
  });

  it("offers what every lab's inventory does", () => {
    const expected: readonly (keyof Inventory)[] = [
      ...([
        "lab",
        "topology",
        "release",
        "network",
        "hosts",
        "ssh",
        "database",
        "identity",
      ] as const),
      ...(["swift", "broker", "gluster", "tls"] as const),
    ];
    assert.deepEqual(Object.keys(light.inventory), expected);
  });
});

function theHost({ hosts }: Light, name: string): LightHost {
  return hosts[name] ?? assert.fail(`no host is named ${name}`);
}

function openSftp(client: Client): Promise<SFTPWrapper> {
  return new Promise((resolve, reject) =>
    client.sftp((error, sftp) => {
      if (error) reject(error);
      else resolve(sftp);
    }),
  );
}

/** Whether a process runs; one that has ended and waits for its parent does not. */
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const status = `/proc/${pid}/status`;
  return !(existsSync(status) && /^State:\s+Z/m.test(readFileSync(status, "utf8")));
}
