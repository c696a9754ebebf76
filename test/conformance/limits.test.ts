import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { local, remote } from "@pulumi/command";
import { count, Project } from "./project";
import { SshHost } from "./sshHost";

const invalid = /grpc: error while marshaling: string field contains invalid UTF-8/;

describe("command:remote:Command, output that is not UTF-8", function () {
  this.timeout(120_000);
  const host = new SshHost();
  const project = new Project("bytes");
  let text = "";

  /** `printf` of a byte that no UTF-8 has. */
  const byte = "printf 'caf\\351\\n'";
  const commands = {
    stdout: `touch ran; ${byte}`,
    stderr: `${byte} >&2`,
    failing: `${byte} >&2; exit 3`,
    sound: "printf 'caf\\303\\251\\n'",
  };

  before(async () => {
    await host.start();
    text = await project.failingUp(() => {
      for (const [name, create] of Object.entries(commands)) {
        new remote.Command(name, { connection: host.connection, create, logging: "none" });
      }
      return Promise.resolve();
    });
  });
  after(async () => {
    project.remove();
    await host.stop();
  });

  it("fails the resource after the command has run, and does not say which byte", () => {
    assert.match(text, invalid);
    assert.ok(existsSync(join(host.folder, "ran")), "the command did not run");
  });

  it("is shown with a replacement in the error of a command that failed", () => {
    assert.match(text, /Process exited with status 3: running "printf [^\n]*exit 3":\s+caf\uFFFD/);
  });

  it("records the sound one only", () => {
    assert.deepEqual(project.resourceNames(), ["sound"]);
  });

  it("leaves the state of before when an update prints it", async () => {
    const program = (update: string) => () => {
      const connection = host.connection;
      new remote.Command("sound", { connection, create: commands.sound, update, logging: "none" });
      return Promise.resolve();
    };
    assert.match(await project.failingUp(program(byte)), invalid);
    const [kept] = project.resources();
    assert.equal(kept?.outputs.stdout, "café");
    const { summary } = await project.up(program("echo again"));
    assert.equal(count(summary, "update"), 1);
  });
});

describe("command:remote:Command, triggers", function () {
  this.timeout(120_000);
  const host = new SshHost();
  const project = new Project("triggers");
  before(() => host.start());
  after(async () => {
    project.remove();
    await host.stop();
  });

  const up = (triggers: unknown[]) =>
    project.up(() => {
      new remote.Command("one", { connection: host.connection, create: "true", triggers });
      return Promise.resolve();
    });

  it("drops a null inside of one, so that it is no change; in the list itself it is one", async () => {
    await up(["a", { gone: null, kept: [1] }]);
    assert.deepEqual(project.resources()[0]?.outputs.triggers, ["a", { kept: [1] }]);
    const { summary } = await up(["a", { kept: [1] }]);
    assert.equal(count(summary, "same"), 2);

    const { summary: longer } = await up(["a", { kept: [1] }, null]);
    assert.equal(count(longer, "replace"), 1);
    assert.deepEqual(project.resources()[0]?.outputs.triggers, ["a", { kept: [1] }, null]);
  });

  it("tells a number from a text", async () => {
    await up([1]);
    const { summary } = await up(["1"]);
    assert.equal(count(summary, "replace"), 1);
  });
});

describe("command:remote:Command, limits that do not hold", function () {
  this.timeout(180_000);
  const host = new SshHost();
  const project = new Project("limits");
  const silentFor = 12;
  let silent: Server;
  const sockets: Socket[] = [];
  let text = "";
  let seconds = 0;

  before(async () => {
    await host.start();
    silent = createServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => undefined);
      setTimeout(() => socket.destroy(), silentFor * 1000).unref();
    });
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    const began = performance.now();
    text = await project.failingUp(() => {
      const customTimeouts = { create: "2s" };
      const { connection } = host;
      const slow = "sleep 6; echo in the end";
      new remote.Command("slow", { connection, create: slow }, { customTimeouts });
      new local.Command("here", { create: "exec sleep 60" }, { customTimeouts });
      const mute = { ...connection, port, perDialTimeout: 1, dialErrorLimit: 1 };
      new remote.Command("mute", { connection: mute, create: "true" }, { customTimeouts });
      return Promise.resolve();
    });
    seconds = (performance.now() - began) / 1000;
  });
  after(async () => {
    project.remove();
    for (const socket of sockets) socket.destroy();
    silent.close();
    await host.stop();
  });

  it("lets a remote command go on after customTimeouts, and takes what it says", () => {
    const slow = project.resources().find(({ urn }) => urn.endsWith("::slow"));
    assert.equal(slow?.outputs.stdout, "in the end");
  });

  it("ends a local command at customTimeouts", () => {
    assert.match(text, /signal: killed: running "exec sleep 60"/);
    assert.deepEqual(project.resourceNames(), ["slow"]);
  });

  it("waits for a host that accepts and says nothing, whatever perDialTimeout and customTimeouts say", () => {
    assert.ok(seconds > silentFor, `it ended after ${seconds} s, the host after ${silentFor}`);
    assert.match(text, /context deadline exceeded|ssh: handshake failed/);
  });

  it("names neither that host nor its port", () => {
    const { port } = silent.address() as AddressInfo;
    assert.ok(!text.includes(`:${port}`), "it names the host: say so in docs/develop/toolchain.md");
  });
});
