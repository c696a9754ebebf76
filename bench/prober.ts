/**
 * Sends requests to the Image service all the while, as its users do, and counts those that fail.
 * A process of its own (`bench/rotation.ts` forks it), so that nothing holds it up.
 */
import { Agent, request } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";

/** What the prober must know; it logs in as a user of its own. */
export interface Target {
  /** The API of each image host. */
  readonly apis: readonly string[];
  /** PEM: whom to trust for them. */
  readonly ca: string;
  readonly keystone: string;
  readonly user: string;
  readonly password: string;
  readonly project: string;
}

/** What it counted from one moment to another, of one way to reach the service. */
export interface Count {
  requests: number;
  /** Failed requests by what was seen: `HTTP 503`, `ECONNREFUSED`. */
  readonly failures: Record<string, number>;
  /** Of a request that succeeded, in milliseconds. */
  longest: number;
}

/** One host by itself, and both behind a balancer that tries the other where one is away. */
export interface Counts {
  readonly one: Count;
  readonly both: Count;
}

/** What the prober is told: where to send (it answers `ready`), and when to give its counts. */
export type Order = { readonly probe: Target } | "begin" | "end";

/** Requests a second, each way. */
export const rate = 2;
/** One request in so many is a download: Glance logs in to Keystone and Swift anew for each. */
export const downloadOneIn = 5;
/** A token is used so long: then users come whose tokens no host has seen before. */
export const tokenMilliseconds = 5000;
const timeout = 30_000;

const none = (): Count => ({ requests: 0, failures: {}, longest: 0 });

class Prober {
  private counts: Counts = { one: none(), both: none() };
  private token = "";
  private image = "";
  private turn = 0;
  private readonly running = new Set<Promise<unknown>>();
  private readonly agent: Agent;

  constructor(private readonly target: Target) {
    // A connection a request: none outlives a restart, as with clients that come and go.
    this.agent = new Agent({ ca: target.ca, keepAlive: false });
  }

  /** Uploads the image that is downloaded, and begins. */
  async start(): Promise<void> {
    await this.renewToken();
    const [api = ""] = this.target.apis;
    const values = { name: "rotation", disk_format: "raw", container_format: "bare" };
    const made = await this.ask(api, "POST", "/v2/images", JSON.stringify(values));
    this.image = (JSON.parse(made) as { id: string }).id;
    await this.ask(api, "PUT", `/v2/images/${this.image}/file`, "x".repeat(4096));
    void this.keepTokenFresh();
    setInterval(() => {
      const both = this.probe().finally(() => this.running.delete(both));
      this.running.add(both);
    }, 1000 / rate);
  }

  /** What was counted since the last time, of requests that are under way, too. */
  async take(): Promise<Counts> {
    const { counts } = this;
    this.counts = { one: none(), both: none() };
    await Promise.all(this.running);
    return counts;
  }

  private async probe(): Promise<void> {
    const { apis } = this.target;
    const turn = this.turn++;
    const path = turn % downloadOneIn === 0 ? `/v2/images/${this.image}/file` : "/v2/images";
    const first = apis[turn % apis.length] ?? "";
    const second = apis[(turn + 1) % apis.length] ?? "";
    await Promise.all([
      this.count(this.counts.one, () => this.ask(apis[0] ?? "", "GET", path)),
      this.count(this.counts.both, () =>
        this.ask(first, "GET", path).catch((error: unknown) => {
          if (!isAway(error)) throw error;
          return this.ask(second, "GET", path);
        }),
      ),
    ]);
  }

  private async count(count: Count, work: () => Promise<unknown>): Promise<void> {
    const begun = performance.now();
    count.requests++;
    try {
      await work();
      count.longest = Math.max(count.longest, performance.now() - begun);
    } catch (error) {
      const kind = kindOf(error);
      count.failures[kind] = (count.failures[kind] ?? 0) + 1;
    }
  }

  private ask(api: string, method: string, path: string, body = ""): Promise<string> {
    const upload = method === "PUT";
    const type = upload ? "application/octet-stream" : "application/json";
    const headers = { "X-Auth-Token": this.token, ...(body && { "Content-Type": type }) };
    return new Promise((resolve, reject) => {
      const call = request(
        api + path,
        { method, headers, agent: this.agent, timeout },
        (answer) => {
          let text = "";
          answer.on("data", (data: Buffer) => (text += data.toString("latin1")));
          answer.on("error", reject);
          answer.on("end", () => {
            const { statusCode = 0 } = answer;
            if (statusCode < 300) resolve(text);
            else reject(new Refused(statusCode));
          });
        },
      );
      call.on("timeout", () => call.destroy(new Error("no answer in 30 s")));
      call.on("error", reject);
      call.end(body);
    });
  }

  private async keepTokenFresh(): Promise<never> {
    for (;;) {
      await sleep(tokenMilliseconds);
      // Keystone itself is not what is measured: with the old token all goes on.
      await this.renewToken().catch((error: unknown) => {
        console.error(`prober: no new token: ${kindOf(error)}`);
      });
    }
  }

  private async renewToken(): Promise<void> {
    const { keystone, user, password, project } = this.target;
    const domain = { id: "default" };
    const methods = { methods: ["password"], password: { user: { name: user, password, domain } } };
    const answer = await fetch(`${keystone}/auth/tokens`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        auth: { identity: methods, scope: { project: { name: project, domain } } },
      }),
    });
    const token = answer.headers.get("X-Subject-Token");
    if (token === null) throw new Refused(answer.status);
    this.token = token;
  }
}

class Refused extends Error {
  constructor(readonly status: number) {
    super(`HTTP ${status}`);
  }
}

/** Whether a balancer would try another host: no answer at all, or a proxy's that has no server. */
function isAway(error: unknown): boolean {
  return !(error instanceof Refused) || [502, 503, 504].includes(error.status);
}

function kindOf(error: unknown): string {
  if (error instanceof Error && "code" in error) return String(error.code);
  return error instanceof Error ? error.message : String(error);
}

if (require.main === module) {
  let prober: Prober | undefined;
  process.on("message", (order: Order) => {
    if (order === "begin" || order === "end") {
      const taken = prober?.take();
      if (order === "end") void taken?.then((counts) => process.send?.(counts));
      return;
    }
    prober = new Prober(order.probe);
    void prober.start().then(() => process.send?.("ready"));
  });
  process.on("disconnect", () => process.exit());
}
