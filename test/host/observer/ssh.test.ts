import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server as TcpServer, type Socket } from "node:net";
import { Server, type Connection } from "ssh2";
import { execute } from "../../../host/observer/ssh";
import { newKeyPair } from "../../../lab/keyPair";
import { SshHost } from "../../conformance/sshHost";

const key = newKeyPair("silent");

/** Seconds that a login may take here: long enough for a real one on a loaded machine. */
const ready = 8;

/** A server on loopback that does what `serve` does with each connection, and no more. */
class Odd {
  readonly #sockets: Socket[] = [];
  readonly #server: TcpServer;
  port = 0;

  constructor(serve: Serve) {
    this.#server = createServer((socket) => {
      this.#sockets.push(socket);
      socket.on("error", () => undefined); // the client gives up, which is what is tested
      serve(socket);
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.port = (this.#server.address() as AddressInfo).port;
  }

  /** Ends once no connection is left: whoever gave up must have closed it. */
  async closed(): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}

/** A real SSH server that does `more` after the key exchange. */
const ssh = (more: (connection: Connection) => void) => (socket: Socket) => {
  const server = new Server({ hostKeys: [key.private] }, (connection) => {
    connection.on("error", () => undefined);
    more(connection);
  });
  server.injectSocket(socket);
};
const lettingIn = (more: (connection: Connection) => void) =>
  ssh((connection) => {
    connection.on("authentication", (context) => {
      context.accept();
    });
    more(connection);
  });

/** A listener with a queue of one that nobody empties: Linux then drops who else knocks. */
const fullQueue = `
import socket
server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen(0)
first = socket.create_connection(server.getsockname())
print(server.getsockname()[1], flush=True)
input()
`;

const nothing = () => undefined;

type Serve = (socket: Socket) => void;
type Stops = readonly [string, Serve, RegExp][];

/** Hosts and bastions that stop at a phase of the login, and what is said of each. */
const silent: Stops = [
  [
    "accepts and says nothing",
    (socket) => socket.resume(),
    /accepts connections, but no SSH server greets there/,
  ],
  [
    "greets and says nothing more",
    (socket) => socket.resume().write("SSH-2.0-silent\r\n"),
    /greets as an SSH server, but does not exchange keys/,
  ],
  [
    "trickles lines before a greeting that never comes",
    (socket) => {
      socket.resume();
      const lines = setInterval(() => socket.write("please wait\r\n"), 100);
      socket.on("close", () => {
        clearInterval(lines);
      });
    },
    /accepts connections, but no SSH server greets there/,
  ],
  ["does not answer the login", ssh((c) => c.on("authentication", nothing)), /the login/],
];

/** Hosts that stop after the login. */
const idle: Stops = [
  [
    "accepts the login and opens no session",
    lettingIn((c) => c.on("session", nothing)),
    /accepts the login, but opens no channel: no answer/,
  ],
  [
    "opens a session and starts no command",
    lettingIn((c) => c.on("session", (accept) => accept().on("exec", nothing))),
    /accepts the login, but opens no channel: no answer/,
  ],
];

describe("A command over SSH", function () {
  this.timeout(60_000);
  const host = new SshHost();
  before(() => host.start());
  after(() => host.stop());

  const login = (port: number) => ({
    host: "127.0.0.1",
    port,
    privateKey: host.clientKey,
    hostKey: key.public,
  });

  /** The sentence that it fails with. */
  const failing = async (connection: Parameters<typeof execute>[0]) => {
    const error = await execute(connection, "true", "", 60, ready).catch((e: unknown) => e);
    assert.ok(error instanceof Error, "it succeeded");
    return error.message;
  };

  describe("gives up", () => {
    type Place = "host" | "host behind a bastion" | "bastion";
    const ways = {
      host: login,
      "host behind a bastion": (port: number) => ({ ...login(port), proxy: host.connection }),
      bastion: (port: number) => ({ ...host.connection, proxy: login(port) }),
    };
    const odds: Odd[] = [];
    const failures = new Map<string, Promise<string>>();

    /** An odd server is a host, a host behind a bastion or a bastion; all are tried at once. */
    const stops = (place: Place, what: string, serve: Serve, phase: RegExp) => {
      const odd = new Odd(serve);
      odds.push(odd);
      const name = `on a ${place} that ${what}, and says so`;
      before(async () => {
        await odd.start();
        failures.set(name, failing(ways[place](odd.port)));
      });
      it(name, async () => {
        const message = await failures.get(name);
        assert.match(message ?? "", phase);
        assert.match(message ?? "", new RegExp(`^(the bastion )?127\\.0\\.0\\.1:${odd.port} `));
        assert.match(message ?? "", new RegExp(` within ${ready} s(\\. See (that|what) .*\\.)?$`));
        await odd.closed();
      });
    };
    for (const [what, serve, phase] of silent) {
      stops("host", what, serve, phase);
      stops("host behind a bastion", what, serve, phase);
      stops("bastion", what, serve, phase);
    }
    for (const [what, serve, phase] of idle) {
      stops("host", what, serve, phase);
      stops("host behind a bastion", what, serve, phase);
    }
    const noWay = lettingIn((c) => c.on("tcpip", nothing));
    stops(
      "bastion",
      "opens no way to the host",
      noWay,
      /opens no way to 127\.0\.0\.1:\d+: no answer/,
    );
    after(() => {
      for (const odd of odds) odd.stop();
    });

    it("on a host that accepts no connection, and says so", async () => {
      const full = spawn("python3", ["-c", fullQueue], { stdio: ["pipe", "pipe", "inherit"] });
      try {
        const [port] = (await once(full.stdout, "data")) as [Buffer];
        const where = `127.0.0.1:${port.toString().trim()}`;
        const message = await failing(login(Number(port)));
        assert.equal(
          message,
          `${where} does not accept a connection within ${ready} s. See that the host is up, and that no firewall stands between.`,
        );
      } finally {
        full.kill();
      }
    });
  });

  it("says what the bastion says of a host that it does not reach", async () => {
    const message = await failing({ ...host.connection, port: 1, proxy: host.connection });
    assert.match(message, /^the bastion 127\.0\.0\.1:\d+ opens no way to 127\.0\.0\.1:1: /);
  });

  it("names a host that hangs up before it has greeted", async () => {
    const odd = new Odd((socket) => socket.end());
    await odd.start();
    try {
      assert.match(await failing(login(odd.port)), new RegExp(`^127\\.0\\.0\\.1:${odd.port}`));
    } finally {
      odd.stop();
    }
  });

  it("names the host of a command that does not end", async () => {
    const error = execute(host.connection, "exec sleep 30", "", 0.3);
    await assert.rejects(error, {
      message: `127.0.0.1:${host.port}: no answer within 0.3 s`,
    });
  });

  it("names the host whose connection breaks under a command", async () => {
    const cut = new Odd(
      lettingIn((c) =>
        c.on("session", (accept) =>
          accept().on("exec", (run) => {
            run();
            c.end();
          }),
        ),
      ),
    );
    await cut.start();
    try {
      assert.match(await failing(login(cut.port)), new RegExp(`127\\.0\\.0\\.1:${cut.port}`));
    } finally {
      cut.stop();
    }
  });

  it("reads characters whole that come in two pieces, on both streams", async () => {
    const halves =
      "printf '\\303'; printf '\\342\\202' >&2; sleep 0.2; printf '\\244'; printf '\\254' >&2";
    const answer = await execute(host.connection, halves, "", 5);
    assert.deepEqual(answer, { code: 0, stdout: "ä", stderr: "€" });
  });

  it("hands stdin over whole, and gives the exit code", async () => {
    const text = "ä".repeat(200_000);
    const answer = await execute(host.connection, "wc -c; exit 3", text, 5);
    assert.deepEqual(
      { ...answer, stdout: answer.stdout.trim() },
      { code: 3, stdout: "400000", stderr: "" },
    );
  });
});
