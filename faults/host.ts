/** A host of the lab on which faults strike. */
import { readFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { applyCommand, programPath, undoCommand, type Limits } from "../host/command";
import type { HostDocument } from "../host/document/document";
import { packProgram } from "../host/archive";
import type { Inventory } from "../lab/inventory";
import { output, start, type Ended, type Running } from "../lab/onHost";
import { hostOf } from "../lab/ssh";
import { until, type Seen } from "../lab/until";
import { giveDisk, lostCut } from "../lab/nspawn/disk";
import { boot, cut } from "../lab/nspawn/power";
import { labOf, type Lab } from "../lab/state";
import type { TestLab } from "../lab/session";
import type { Messages } from "./messages";
import type { Picture } from "./picture";

const project = join(__dirname, "..");
const home = "/usr/local/lib/glance-faults";
const onHost = (name: string) => readFileSync(join(__dirname, "host", name), "utf8");

/** The limits that a stack has by default, in seconds. */
export const usual: Limits = { transactionSeconds: 1500, lockSeconds: 120 };

/** What the program says when it is struck; then comes the operation. */
const struckLine = /^glance-faults: struck /;
const everyStrike = new RegExp(struckLine, "gm");

/** What strikes; faults/host/glance_faults.py says what each does. */
export type Kind = "kill" | "session" | "lost" | "full" | "readonly" | "cut" | "loss" | "pause";

/** A fault at an operation of the next run of the program. */
export interface Order {
  readonly kind: Kind;
  /** The first operation is 1; 0 strikes none. */
  readonly number: number;
  /** Seconds that a command may be under way before; of `pause`, how long. */
  readonly delay?: number;
  /** Of `pause`: how many seconds at most, until `letGo`. */
  readonly stand?: number;
  /** Tell each operation. */
  readonly list?: boolean;
  /** Strikes the same run again, so many operations later. */
  readonly then?: { readonly kind: Kind; readonly after: number };
}

/** What the program is to do: a document, or to undo all that the stack did. */
export type Deed = HostDocument | "undo";

/** A run of the program with a fault in it. */
export interface Struck extends Ended {
  /** The operation that was struck; null when the run came through before. */
  readonly at: string | null;
  /** Whether a second strike that was ordered came, too. */
  readonly twice: boolean;
}

export class FaultHost {
  private readonly lab: Lab;
  private readonly inventory: Inventory;

  constructor(
    testLab: TestLab,
    readonly name: string,
    private readonly stack: string,
    private readonly messages?: Messages,
  ) {
    this.lab = labOf(testLab.name);
    this.inventory = testLab.inventory;
  }

  /** Makes the host's Python ready for faults; they outlast a reboot. */
  async prepare(): Promise<void> {
    const archive = readFileSync(join(project, packProgram(project).path));
    const files = {
      "operations.py": onHost("operations.py"),
      "glance_faults.py": onHost("glance_faults.py"),
    };
    const program = `import base64, json, os, site, sys
os.makedirs("${home}", exist_ok=True)
for name, text in json.loads(${JSON.stringify(JSON.stringify(files))}).items():
    open("${home}/" + name, "w").write(text)
open("${home}/program.pyz", "wb").write(base64.b64decode("${archive.toString("base64")}"))
with open(site.getsitepackages()[0] + "/glance-faults.pth", "w") as file:
    file.write("${home}\\nimport glance_faults\\n")
`;
    await this.run("python3 -", program);
  }

  /** Takes all of it away again. */
  async release(): Promise<void> {
    await this.run(
      `rm -rf ${home}; python3 -c 'import os, site
os.unlink(site.getsitepackages()[0] + "/glance-faults.pth")'`,
    );
  }

  /** Runs the program as production does, with this fault in it. */
  async strike(deed: Deed, order: Order): Promise<Struck> {
    const running = this.begin(deed, order);
    const told = await running.said(struckLine);
    if (told !== null) await this.meet(order.kind, running);
    const ended = await running.ended;
    this.messages?.hear(this.name, ended);
    const at = told?.replace(struckLine, "") ?? null;
    return { ...ended, at, twice: (ended.err.match(everyStrike) ?? []).length > 1 };
  }

  /** What a strike takes that the host cannot do to itself. */
  private async meet(kind: Kind, running: Running): Promise<void> {
    if (kind === "session" || kind === "lost") await this.letGo();
    if (kind !== "cut" && kind !== "loss") return;
    if (kind === "loss") await lostCut(this.lab, this.name);
    else await this.powerCut();
    running.hangUp();
  }

  /** Starts the program as production does; the order, if any, is for this run. */
  begin(deed: Deed, order?: Order, environment = ""): Running {
    const prepare = [
      // Pulumi copies it, and an undo removes it.
      `cp ${home}/program.pyz ~/${programPath(this.stack)}`,
      ...(order === undefined ? [] : [`echo '${JSON.stringify(order)}' >${home}/order.json`]),
    ];
    return this.start(`${prepare.join(" && ")} && ${environment} ${this.command(deed)}`, deed);
  }

  /** Runs the program as it is found on the host; what it answers. */
  async again(deed: Deed, limits: Limits = usual, environment = ""): Promise<Ended> {
    const copy = deed === "undo" ? "" : `cp ${home}/program.pyz ~/${programPath(this.stack)} && `;
    const { ended } = this.start(`${copy}${environment} ${this.command(deed, limits)}`, deed);
    this.messages?.hear(this.name, await ended);
    return ended;
  }

  private command(deed: Deed, limits: Limits = usual): string {
    const invocation = { user: "root", stack: this.stack, limits, installed: null };
    return deed === "undo" ? undoCommand(invocation, this.name) : applyCommand(invocation);
  }

  private start(command: string, deed: Deed): Running {
    const stdin = deed === "undo" ? "" : JSON.stringify(deed);
    return start(this.inventory, this.name, command, stdin);
  }

  /** Lays an order ready for whoever runs the program next, such as `pulumi up`. */
  async order(order: Order): Promise<void> {
    await this.run(`cat >${home}/order.json`, JSON.stringify(order));
  }

  /** Lets a run go on that stands still since its strike, or whose strike waits to have been heard. */
  async letGo(): Promise<void> {
    await this.run(`touch ${home}/go`);
  }

  /** Takes back an order that nobody took. */
  async forget(): Promise<void> {
    await this.run(`rm -f ${home}/order.json`);
  }

  /** What the host is now; asked again where a host that has just booted breaks the connection. */
  async picture(): Promise<Picture> {
    const program = onHost("picture.py");
    let taken = "";
    await until(`the picture of ${this.name}`, async () => {
      const { code, out, err } = await start(this.inventory, this.name, "python3 -", program).ended;
      if (code === 255) return err;
      if (code !== 0) throw new Error(`${this.name}: its picture ended with ${code}: ${err}`);
      taken = out;
      return true;
    });
    return JSON.parse(taken) as Picture;
  }

  /** Makes what a fault has made read-only writable again. */
  async writable(): Promise<void> {
    await this.run(
      "for place in /etc /var/lib/pulumi-glance; do " +
        "while mountpoint -q $place; do umount $place; done; done",
    );
  }

  /** Runs a shell command that must succeed; what it prints. */
  run(command: string, stdin = ""): Promise<string> {
    return output(this.inventory, this.name, command, stdin);
  }

  /** From here on what the host does not sync is lost by a strike of kind `loss`. */
  async onItsOwnDisk(): Promise<void> {
    await giveDisk(this.lab, this.name);
  }

  /** Cuts the host's power and boots it again. */
  async powerCut(): Promise<void> {
    await cut(this.lab, this.name);
    await boot(this.lab, this.name);
  }

  /** What keeps users from an answer of the API, through the proxy; nothing where they get one. */
  async silence(): Promise<readonly string[]> {
    const what = `an answer of the API on ${this.name}`;
    const wait = until(what, () => this.asked(), { seconds: 120, every: 250 });
    return wait.then(
      () => [],
      (error: unknown) => [`the service does not answer: ${String(error)}`],
    );
  }

  private asked(): Promise<Seen> {
    const { address } = hostOf(this.inventory, this.name);
    return new Promise((resolve) => {
      // The proxy answers 503 where Glance behind it does not answer.
      const asking = request(
        { host: address, port: 9292, path: "/", rejectUnauthorized: false, timeout: 30_000 },
        (response) => {
          response.resume();
          const { statusCode = 500 } = response;
          resolve(statusCode < 500 || `HTTP ${statusCode}`);
        },
      );
      asking.once("error", ({ message }) => {
        resolve(message);
      });
      asking.once("timeout", () => {
        asking.destroy(new Error("no answer"));
      });
      asking.end();
    });
  }
}
