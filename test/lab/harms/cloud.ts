/** A cloud that a stack could harm: a lab, and what every case asks of a refusal. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { Canaries } from "../../support/canaries";
import { Keystone } from "../../support/keystone";
import { TestLab } from "../../../lab/session";
import { rowsOf, same, take, type Picture } from "./picture";

const up = ["up", "--yes", "--skip-preview"] as const;

/** What came of a run of Pulumi. */
export interface Run {
  readonly status: number | null;
  readonly said: string;
}

/** A lab of topology harms, its stack, and Keystone as its administrator sees it. */
export class Cloud {
  private readonly canaries = new Canaries();

  private constructor(
    readonly lab: TestLab,
    readonly keystone: Keystone,
  ) {
    const { database, broker, swift, tls } = lab.inventory;
    this.plant("the database's password", database.password);
    this.plant("the broker's password", broker.password);
    this.plant("Swift's password", swift.password);
    if (tls !== null) this.plant("the TLS key", readFileSync(tls.privateKeyFile, "utf8"));
  }

  /** Boots the lab and prepares a stack of an identity host and two image hosts. */
  static async boot(name: string): Promise<Cloud> {
    const lab = TestLab.up(name, "harms", "demo");
    lab.unset(["glance:hosts", "compute1"]);
    const { url, adminPassword } = lab.inventory.identity;
    const admin = { user: "admin", password: adminPassword, project: "admin", domain: "Default" };
    return new Cloud(lab, await Keystone.login(url, admin));
  }

  /** A secret that no run of Pulumi may show. */
  plant(name: string, secret: string): void {
    this.canaries.plant(name, secret);
  }

  /** Of files in folders, those that hold a secret: path → which. */
  secretsIn(folders: readonly string[]): ReadonlyMap<string, readonly string[]> {
    return this.canaries.inFiles(folders);
  }

  /** Runs Pulumi; whatever comes of it, no secret is in what it says. */
  run(...command: readonly string[]): Run {
    const { status, stdout, stderr } = this.lab.tryPulumi(...command);
    const said = stdout + stderr;
    assert.deepEqual(this.canaries.in(said), [], `pulumi ${command.join(" ")} shows them`);
    return { status, said };
  }

  /** Runs Pulumi, which must succeed; what it says. */
  works(...command: readonly string[]): string {
    const { status, said } = this.run(...command);
    assert.equal(status, 0, `pulumi ${command.join(" ")}:\n${said}`);
    return said;
  }

  /** `pulumi up`, which must succeed; what it says. */
  up(): string {
    return this.works(...up);
  }

  /** `pulumi up` finds nothing to do. */
  unchanged(): void {
    assert.match(this.up(), /Resources:\n +\d+ unchanged\n\nDuration/);
  }

  /** A refresh finds all as the last `up` left it. */
  hasNoDrift(): void {
    this.works("preview", "--refresh", "--expect-no-changes");
  }

  /**
   * Pulumi fails, `up` if nothing else is said, and has changed nothing on any machine nor in Keystone.
   * The error holds all these words, for people: what Pulumi printed of it is returned and shown.
   */
  async refused(words: readonly RegExp[], command: readonly string[] = up): Promise<string> {
    const before = await this.picture();
    const { status, said } = this.run(...command);
    const error = errorsOf(said);
    console.error(error);
    same(await this.picture(), before);
    assert.notEqual(status, 0, `pulumi ${command.join(" ")} was to be refused:\n${said}`);
    for (const word of words) assert.match(error, word);
    assert.match(error, /\b[A-Z]\w+: [^:\n]+.*: [^\n]+\./, "component: place: cause. remedy");
    assert.doesNotMatch(error, /Traceback|can't open file|^\s+at .*\.[jt]s:\d+/m);
    return error;
  }

  /** What is there now: of all machines and of Keystone. */
  picture(): Promise<Picture> {
    return take(this.lab, this.keystone);
  }

  /** All that Keystone holds. */
  rows(): Promise<readonly string[]> {
    return rowsOf(this.keystone);
  }

  /** Works with other settings; they are as before afterwards. */
  async scratch<T>(work: () => Promise<T>): Promise<T> {
    const { configuration } = this.lab;
    const text = readFileSync(configuration, "utf8");
    try {
      return await work();
    } finally {
      writeFileSync(configuration, text);
    }
  }

  /** Whether a user of project services logs in with that password. */
  async logsIn(user: string, password: string): Promise<boolean> {
    const login = { user, password, project: "services", domain: "Default" };
    try {
      await Keystone.login(this.lab.inventory.identity.url, login);
      return true;
    } catch (error) {
      if (error instanceof Error && error.message.includes(" 401 ")) return false;
      throw error;
    }
  }

  /** Waits until something is so; fails after a minute of it not being so. */
  async until(what: string, isSo: () => boolean): Promise<void> {
    const end = Date.now() + 60_000;
    while (!isSo()) {
      if (Date.now() > end) throw new Error(`not so within a minute: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  /** Runs a command of OpenStack's client as the administrator; what it prints. */
  openstack(command: string): string {
    return this.lab.on("controller", `. /root/keystonerc_admin; openstack ${command} </dev/null`);
  }
}

/** What Pulumi's diagnostics say of errors, without what resources told meanwhile. */
function errorsOf(said: string): string {
  const begins = said.lastIndexOf("Diagnostics:");
  const told = begins < 0 ? said : said.slice(begins);
  return told.split(/\n(?:Outputs|Resources):/)[0] ?? told;
}
