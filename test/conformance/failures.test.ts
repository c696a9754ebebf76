import assert from "node:assert/strict";
import { newKeyPair } from "../../lab/keyPair";
import { until } from "../../lab/until";
import { remote } from "@pulumi/command";
import { agentWith, lock } from "./agent";
import { Project } from "./project";
import { SshHost } from "./sshHost";

/** An address of this process's own, where nobody else takes a port before it is listened on. */
const ownAddress = `127.${1 + (process.pid % 254)}.${1 + ((process.pid >> 8) % 254)}.1`;
const latePort = 2222;

describe("command:remote:Command, when things go wrong", function () {
  const host = new SshHost({ password: "the password" });
  const impostor = new SshHost();
  const late = new SshHost({ address: ownAddress });
  const agentless = "/nonexistent/agent.sock";
  const project = new Project("failures");
  let text = "";

  /** All in one `pulumi up`, since each waits for its own retries. */
  const program = () => {
    const once = { ...host.connection, dialErrorLimit: 1 };
    const { privateKey: _key, ...keyless } = once;
    const stranger = newKeyPair("stranger").private;
    const command = (
      name: string,
      create: string,
      connection: typeof once | typeof keyless,
      more = {},
    ) => new remote.Command(name, { connection, create, ...more });

    command("exits", "echo out; echo err >&2; exit 3", once);
    command("killed", "kill -TERM $$", once);
    command("missing", "/nonexistent/program", once);
    command("refused-variable", "true", once, { environment: { NOT_ACCEPTED: "x" } });
    command("wrong-key", "true", { ...once, hostKey: impostor.hostKey });
    command("bad-host-key", "true", { ...once, hostKey: "not a key" });
    command("bad-private-key", "true", { ...once, privateKey: "not a key" });
    command("stranger", "true", { ...once, privateKey: stranger });
    command("dead-agent", "true", { ...once, agentSocketPath: agentless } as typeof once);
    command("by-password", "echo by password", {
      ...keyless,
      password: "the password",
    } as typeof keyless);
    command("ten-tries", "true", {
      ...impostor.connection,
      hostKey: host.hostKey,
      dialErrorLimit: 10,
    });
    command("late", "echo at last", { ...late.connection, port: latePort, dialErrorLimit: 10 });
    return Promise.resolve();
  };

  before(async () => {
    await host.start();
    await impostor.start();
    // By then the others have been dialled again: so has this one, which was refused until now.
    const dialled = () => impostor.counts.connections > 4 || `${impostor.counts.connections} dials`;
    const opening = until("dials of a host", dialled).then(() => late.start(latePort));
    [text] = await Promise.all([project.failingUp(program), opening]);
  });
  after(async () => {
    project.remove();
    await Promise.all([host.stop(), impostor.stop(), late.stop()]);
  });

  it("says the exit code, the command and both streams", () => {
    assert.match(
      text,
      /Process exited with status 3: running "echo out; echo err >&2; exit 3":\s+(out\s+err|err\s+out)/,
    );
  });

  it("says the signal that ended a command", () => {
    assert.match(
      text,
      /Process exited with status 143 from signal TERM: running "kill -TERM \$\$"/,
    );
  });

  it("says what the shell says of a program that is not there", () => {
    assert.match(
      text,
      /Process exited with status 127: running "\/nonexistent\/program":\s+.*not found/,
    );
  });

  it("fails when the host does not accept a variable, and says which", () => {
    assert.match(text, /could not set environment variable "NOT_ACCEPTED": ssh: setenv failed/);
  });

  it("refuses a host that shows another key than hostKey", () => {
    assert.match(text, /after 1 failed attempts: ssh: handshake failed: ssh: host key mismatch/);
    assert.equal(impostor.counts.logins, 0);
  });

  it("refuses a hostKey that is none, without dialling", () => {
    assert.match(text, /failed to parse host key: ssh: no key found/);
  });

  it("refuses a private key that is none, without dialling", () => {
    assert.match(text, /(?<!host key: )ssh: no key found/);
  });

  it("says that the host let it not log in", () => {
    assert.match(
      text,
      /ssh: handshake failed: ssh: unable to authenticate, attempted methods \[none publickey\]/,
    );
  });

  it("fails for an agent that does not answer, even with a private key", () => {
    assert.match(text, /dial unix \/nonexistent\/agent\.sock: connect: no such file or directory/);
  });

  it("tries ten times more before it gives up, for a wrong host key, too", () => {
    assert.match(text, /after 10 failed attempts: ssh: handshake failed: ssh: host key mismatch/);
    assert.equal(impostor.counts.connections, 11);
  });

  it("reaches a host that comes up late", () => {
    assert.equal(late.runs.length, 1);
  });

  it("records what succeeded and not what failed", () => {
    assert.deepEqual(project.resourceNames(), ["by-password", "late"]);
  });
});

describe("command:remote:Command, ways to log in", function () {
  const host = new SshHost();
  const project = new Project("logins");
  before(() => host.start());
  after(async () => {
    project.remove();
    await host.stop();
  });

  it("takes a private key with a password, the keys of an agent, and any host without a hostKey", async () => {
    const { clientKey } = host;
    const locked = lock(clientKey, project.folder, "of the key");
    const agent = await agentWith(clientKey, project.folder);
    try {
      const { privateKey: _key, ...keyless } = host.connection;
      const { outputs } = await project.up(() => {
        const encrypted = new remote.Command("encrypted", {
          connection: { ...keyless, privateKey: locked, privateKeyPassword: "of the key" },
          create: "echo by encrypted key",
        });
        const byAgent = new remote.Command("by-agent", {
          connection: { ...keyless, agentSocketPath: agent.socket },
          create: "echo by agent",
        });
        const { hostKey: _hostKey, ...anyHost } = host.connection;
        const unchecked = new remote.Command("unchecked", {
          connection: anyHost,
          create: "echo unchecked",
        });
        return Promise.resolve({
          encrypted: encrypted.stdout,
          agent: byAgent.stdout,
          unchecked: unchecked.stdout,
        });
      });
      assert.equal(outputs.encrypted?.value, "by encrypted key");
      assert.equal(outputs.agent?.value, "by agent");
      assert.equal(outputs.unchecked?.value, "unchecked");
    } finally {
      agent.stop();
    }
  });
});
