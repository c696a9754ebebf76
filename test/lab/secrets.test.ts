import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { labOf, parts } from "../../lab/state";
import { changeLogin, type Change } from "../../lab/rotation";
import { Canaries } from "../support/canaries";
import { TestLab } from "../../lab/session";
import type { Sample } from "../support/sampler";

/** A secret that no other text has, with all that some writer takes for its own. */
const canary = (slash = true) =>
  `${randomBytes(6).toString("hex")}$%@#;\\ "'${slash ? "/" : ""}:&=[жö${randomBytes(4).toString("hex")}`;

/** Where canaries were found on a host: path → owner and mode, and which. */
type Found = Record<string, Record<string, readonly string[]>>;

const ledger = "/var/lib/pulumi-glance/glance-demo/ledger.json";
const extra = ["glance:extra", "glance-api.conf"] as const;
/** Services tell all, too. */
const settings = "[DEFAULT]\nworkers = 2\ndebug = True\n";
const samplerProgram = join(__dirname, "..", "support", "sampler.ts");

/**
 * What a host is asked, with the patterns on stdin: owner and mode of these files and of those that
 * are not on a disk and hold a pattern; then what of the journal, all fields of it, holds one.
 */
const survey = (paths: readonly string[]) => `patterns=$(cat); export LC_ALL=C
  held() { printf '%s\\n' "$patterns" | grep -aF -f - "$@"; }
  memory=$(held -rl -D skip /tmp /run /dev/shm 2>/dev/null)
  for file in ${paths.map((path) => `'${path}'`).join(" ")} $memory; do
    stat -c '%n %U:%G %a' "$file"
  done
  echo '-- journal'
  journalctl --sync
  printf '%s\\n' "$patterns" | {
    exec 3<&0
    journalctl -q -o verbose --all --no-pager </dev/null | grep -aF -f /dev/fd/3 || true
  }`;

/** Edits a key that the stack is to set, as somebody did before. */
const formerSetting = (value: string) => `
path = "/etc/glance/glance-api.conf"
text = open(path).read()
former = "[keystone_authtoken]\\npassword = " + ${JSON.stringify(value)}
open(path, "w").write(text.replace("[keystone_authtoken]", former, 1))
`;

/**
 * Whether a line is anything but the engine's own trace of its protocol. At -v=9 the engine writes
 * every value there, secrets too, and offers no way to mask them: docs/operate/secrets.md.
 */
function isNotOfProtocol(line: string): boolean {
  return !/"msg":"(Unm|M)arshaling property for RPC\[.*"v":9}$/.test(line);
}

/** What a line of a plugin's log begins with, as glog writes it; and one with a value of the protocol. */
const logged =
  /(?:debug: |"(?:message|msg)":"(?:eventSink::Debug\()?(?:<\{%\w+%\}>)*|^ {4})[IWEF]\d{4} [\d:.]+ +\d+ \w+\.go:\d+\]/;
const valued = /\w+\.go:\d+\] (Unm|M)arshaling property for RPC\[/;
/** Where a value of several lines may go on, between lines that others say meanwhile. */
const continued =
  /debug: |"severity":"debug"|"msg":"eventSink::Debug\(|"v":3\}$|^ {4}(?!(debug|warning|error): )/;

/**
 * Lines without a plugin's own trace of the same protocol, which the engine hands on line by line: a value
 * of several lines goes on until the next line that begins one of the log, or a heading.
 */
function withoutPluginTrace(text: string): string {
  let within = false;
  const isTrace = (line: string) => {
    if (logged.test(line)) within = valued.test(line);
    else if (/^\w+:$/.test(line)) within = false;
    else return within && continued.test(line);
    return within;
  };
  return text
    .split("\n")
    .filter((line) => !isTrace(line))
    .join("\n");
}

const labName = `secrets-${process.pid}`;

describe("Secrets on real hosts", function () {
  this.bail(true);
  const canaries = new Canaries();
  const folder = mkdtempSync(join(tmpdir(), "glance-secrets-"));
  const samples = join(folder, "samples");
  let lab: TestLab;
  let sampler: ChildProcess | undefined;
  let runs = 0;

  const planted = (name: string, secret = canary()) => canaries.plant(name, secret);

  /** Runs pulumi at its most verbose and searches all that it tells. */
  const run = (expected: "works" | RegExp, ...command: readonly string[]): string => {
    const events = join(folder, `events-${runs++}.json`);
    const verbose = ["--logtostderr", "--logflow", "-v=9", "--debug", "--event-log", events];
    const { status, stdout, stderr } = lab.tryPulumi(...command, ...verbose);
    const engines = stderr.split("\n").filter(isNotOfProtocol).join("\n");
    const told = withoutPluginTrace(stdout) + withoutPluginTrace(engines);
    assert.deepEqual(canaries.in(told), [], `pulumi ${command.join(" ")} shows them`);
    const noted = withoutPluginTrace(readFileSync(events, "utf8"));
    assert.deepEqual(canaries.in(noted), [], "the event log holds them");
    if (expected === "works") assert.equal(status, 0, stdout);
    else {
      assert.notEqual(status, 0);
      assert.match(stdout, expected);
    }
    return stdout;
  };
  const up = (expected: "works" | RegExp = "works") =>
    run(expected, "up", "--yes", "--skip-preview");

  const change = (login: Change) => {
    changeLogin(lab.inventory, (host, command, input) => lab.on(host, command, input), login);
  };

  /** Whatever holds a canary on the hosts: in files, those in memory too, and in journals. */
  const onHosts = (): Found => {
    const found: Found = {};
    for (const host of Object.keys(lab.inventory.hosts)) {
      const upper = join(parts.host(labOf(labName), host), "upper");
      const onDisk = new Map(
        [...canaries.inFiles([upper])]
          .map(([path, who]): [string, typeof who] => [path.slice(upper.length), who])
          // Some of it is compressed: journalctl reads all.
          .filter(([path]) => !path.startsWith("/var/log/journal/")),
      );
      const told = lab.on(host, survey([...onDisk.keys()]), canaries.patterns.toString());
      const [files = "", journal = ""] = told.split("-- journal\n", 2);
      const lines = files.split("\n").filter((line) => line !== "");
      found[host] = Object.fromEntries(
        lines.map((line) => {
          const [path = ""] = line.split(" ");
          return [line, [...(onDisk.get(path) ?? ["one, in memory"])].sort()];
        }),
      );
      const heard = canaries.in(journal);
      if (heard.length > 0) found[host]["the journal"] = heard;
    }
    return found;
  };

  /** What must be where while the stack is up: nothing else may hold a secret. */
  const needed = (database: string, broker: string, service: string): Found => {
    const imageHost = {
      "/etc/glance/glance-api.conf root:glance 640": [broker, database, service].sort(),
      "/etc/glance/glance-swift-store.conf root:glance 640": ["Swift's"],
      "/etc/haproxy-glance/server.pem root:root 600": ["TLS key"],
    };
    return {
      ...before(),
      controller: { [`${ledger} root:root 600`]: ["administrator's"] },
      image1: { ...imageHost, [`${ledger} root:root 600`]: ["former value"] },
      image2: imageHost,
    };
  };

  /** What was there before, and is again afterwards. */
  const before = (): Found => ({
    controller: {},
    image1: { "/etc/glance/glance-api.conf root:glance 640": ["former value"] },
    image2: {},
    compute1: {},
    storage: { "/etc/swift/proxy-server.conf root:swift 640": ["Swift's"] },
  });

  this.beforeAll(() => {
    const temporary = join(folder, "tmp");
    mkdirSync(temporary);
    lab = TestLab.up(labName, "zed", "demo", {
      PULUMI_DEBUG_COMMANDS: "true",
      TMPDIR: temporary,
    });
    const { database, broker, swift, tls, ssh } = lab.inventory;
    assert.ok(tls !== null);
    planted("database's", database.password);
    planted("broker's", broker.password);
    planted("Swift's", swift.password);
    planted("TLS key", readFileSync(tls.privateKeyFile, "utf8"));
    const sshKey = planted("SSH key", readFileSync(ssh.privateKeyFile, "utf8"));
    lab.setSecret("glance:ssh.privateKey", sshKey);
    // An administrator of the stack's own: the lab's is in its rc file.
    const administrator = planted("administrator's");
    change({ service: "identity", user: "stack-admin", password: administrator, create: true });
    lab.set(["glance:identity", "administrator", "username"], "stack-admin");
    lab.set(["glance:identity", "administrator", "project"], lab.inventory.swift.project);
    lab.setSecret("glance:identity.administrator.password", administrator);
    const former = planted("former value");
    lab.on("image1", "python3 -", formerSetting(former));
    lab.set(extra, settings);
    sampler = spawn(
      process.execPath,
      [...process.execArgv, samplerProgram, labOf(labName).group, `${process.pid}`, samples],
      { stdio: ["ignore", "inherit", "inherit"] },
    );
  });
  this.afterAll(() => {
    sampler?.kill();
    TestLab.down(labName);
    rmSync(folder, { recursive: true });
  });

  it("would be found in a file in memory, and in a journal", () => {
    const lost = planted("lost");
    lab.on("image2", "tee /run/lost | systemd-cat", lost);
    const found = { ...before(), image2: { "/run/lost root:root 644": ["one, in memory"] } };
    const heard = { ...found.image2, "the journal": ["lost"] };
    assert.deepEqual(onHosts(), { ...found, image2: heard });
    lab.on("image2", "rm /run/lost");
    canaries.forget("lost");
  });

  it("are not told by a first up to hosts of another key, or that do not answer", () => {
    const { hosts } = lab.inventory;
    // All others wait for the controller.
    lab.set(["glance:hosts", "controller", "hostKey"], hosts.image1?.hostKey);
    lab.set(["glance:hosts", "compute1", "port"], 1);
    const told = up(/has another host key/);
    assert.match(told, /refuses the connection/);
    assert.deepEqual(onHosts(), before());
    lab.set(["glance:hosts", "controller", "hostKey"], hosts.controller?.hostKey);
    lab.set(["glance:hosts", "compute1", "port"], 22);
  });

  it("stand only in the files that need them, which only root and the service can read", () => {
    up();
    const shown = ["stack", "output", "servicePassword", "--show-secrets", "--stack", "demo"];
    planted("service's, generated", lab.pulumi(...shown).trim());
    assert.deepEqual(onHosts(), needed("database's", "broker's", "service's, generated"));
  });

  it("leave no trace when an update replaces them", () => {
    const database = planted("database's new");
    const broker = planted("broker's new", canary(false));
    const service = planted("service's, given");
    change({ service: "database", user: "glance", password: database, create: false });
    change({ service: "broker", user: "glance", password: broker, create: false });
    lab.setSecret("glance:database.password", database);
    lab.setSecret("glance:broker.password", broker);
    lab.setSecret("glance:identity.password", service);
    run("works", "preview", "--diff");
    up();
    assert.deepEqual(onHosts(), needed("database's new", "broker's new", "service's, given"));
  });

  it("stand in an encrypted extra, and nowhere once they have left it", () => {
    // oslo.config takes a dollar for a reference, and the package ini reads these others in its own way.
    const secret = planted("extra's", canary().replace(/["';#\\$]/g, ""));
    const section = `[keystone_authtoken]\nmemcache_secret_key = ${secret}\n`;
    lab.unset(extra);
    lab.setSecret(`${extra[0]}["${extra[1]}"]`, settings + section);
    run("works", "preview", "--diff");
    up();
    const [database, broker, service] = ["database's new", "broker's new", "service's, given"];
    const { image1, image2, ...others } = needed(database, broker, service);
    const file = "/etc/glance/glance-api.conf root:glance 640";
    const holders = [broker, database, "extra's", service];
    const found = {
      image1: { ...image1, [file]: holders },
      image2: { ...image2, [file]: holders },
    };
    assert.deepEqual(onHosts(), { ...others, ...found });
    lab.on("image1", "sed -i 's/^memcache_secret_key = ./&x/' /etc/glance/glance-api.conf");
    assert.match(run("works", "preview", "--refresh"), /memcache_secret_key/);
    lab.set(extra, settings);
    up();
    assert.deepEqual(onHosts(), needed(database, broker, service));
  });

  it("are not told by services that refuse them", () => {
    lab.setSecret("glance:database.password", planted("database's, wrong"));
    lab.setSecret("glance:broker.password", planted("broker's, wrong"));
    const told = up(/not all hosts are ready for this change/);
    assert.match(told, /Access denied for user/);
    assert.match(told, /its password is refused/);
  });

  it("are not told by hosts where sudo is refused, or that a bad setting makes fail", () => {
    lab.setSecret("glance:database.password", canaries.get("database's new"));
    lab.setSecret("glance:broker.password", canaries.get("broker's new"));
    lab.on("controller", "mv /etc/sudoers.d/operator /root/sudoers");
    lab.set(["glance:ssh", "user"], lab.inventory.ssh.sudoUser);
    up(/sudo: a password is required/);
    lab.on("controller", "mv /root/sudoers /etc/sudoers.d/operator");
    lab.set(["glance:ssh", "user"], "root");
    lab.set(extra, settings.replace("= 2", "= many"));
    up(/everything on this host was put back/);
    assert.deepEqual(onHosts(), needed("database's new", "broker's new", "service's, given"));
    lab.set(extra, settings);
  });

  it("are not told by settings that are refused", () => {
    const key = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const other = key.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const sshKey = canaries.get("SSH key");
    lab.setSecret("glance:tls.privateKey", planted("another TLS key", other));
    lab.setSecret("glance:ssh.privateKey", sshKey.replace(/\n.*\n(?=-----END)/, "\n"));
    const told = run(/tls\.privateKey/, "preview");
    assert.match(told, /ssh\.privateKey.*is damaged/);
    lab.setSecret("glance:tls.privateKey", canaries.get("TLS key"));
    lab.setSecret("glance:ssh.privateKey", sshKey);
  });

  it("are not told by a refresh, and are gone with destroy", () => {
    run("works", "refresh", "--yes");
    run("works", "destroy", "--yes");
    assert.deepEqual(onHosts(), before());
  });

  it("are in no file of Pulumi's", () => {
    const found = [...canaries.inFiles([...lab.pulumiFiles, join(folder, "tmp")]).keys()];
    assert.deepEqual(found, []);
  });

  it("are in no command line, and in no environment but that of Pulumi's program", () => {
    const seen = readFileSync(samples, "utf8").trim().split("\n");
    const all = seen.map((line) => JSON.parse(line) as Sample);
    const commands = all.filter(({ kind }) => kind === "cmdline").map(({ text }) => text);
    for (const verb of ["apply", "prove", "undo"]) {
      const seenOf = new RegExp(`\\.pulumi-glance-glance-demo\\.pyz\\0(.+\\0)?${verb}\\b`);
      assert.ok(
        commands.some((text) => seenOf.test(text)),
        `${verb} was not seen`,
      );
    }
    for (const { kind, text, command, onHost } of all) {
      const holding = text.split("\0").filter((word) => canaries.in(word).length > 0);
      // The language host hands the configuration to the program like this; docs/operate/secrets.md.
      const allowed = kind === "environ" && !onHost;
      const told = holding.filter((word) => !(allowed && word.startsWith("PULUMI_CONFIG=")));
      assert.deepEqual(
        told.flatMap((word) => canaries.in(word)),
        [],
        `${kind} of ${command}`,
      );
    }
  });
});
