/** Keystone's v3 API, for tests that look at what stands there and prepare it. */

/** A record as Keystone gives it out. */
export interface KeystoneRow {
  readonly id: string;
  readonly name?: string;
  readonly type?: string;
  readonly enabled?: boolean;
  readonly region_id?: string;
  readonly interface?: string;
  readonly url?: string;
}

/** Who logs in: a user and a project, each in a domain. */
export interface KeystoneLogin {
  readonly user: string;
  readonly password: string;
  readonly project: string;
  readonly domain: string;
}

/** A session of a user with Keystone. */
export class Keystone {
  private constructor(
    private readonly url: string,
    readonly token: string,
  ) {}

  /** Logs in. Throws where Keystone refuses. */
  static async login(url: string, { user, password, project, domain }: KeystoneLogin) {
    const inDomain = { domain: { name: domain } };
    const identity = {
      methods: ["password"],
      password: { user: { name: user, password, ...inDomain } },
    };
    const scope = { project: { name: project, ...inDomain } };
    const answer = await request(url, "POST", "/auth/tokens", "", { auth: { identity, scope } });
    return new Keystone(url, answer.headers.get("X-Subject-Token") ?? "");
  }

  /** All records of a collection, `users`, with these values. */
  async list(collection: string, filters: Readonly<Record<string, string>> = {}) {
    const query = new URLSearchParams(filters).toString();
    const answer = await request(this.url, "GET", `/${collection}?${query}`, this.token);
    return ((await answer.json()) as Record<string, readonly KeystoneRow[]>)[collection] ?? [];
  }

  /** Makes a record of a kind, `user`. */
  async create(kind: string, values: object): Promise<KeystoneRow> {
    const answer = await request(this.url, "POST", `/${kind}s`, this.token, { [kind]: values });
    const { [kind]: row } = (await answer.json()) as Record<string, KeystoneRow>;
    if (row === undefined) throw new Error(`Keystone gave no ${kind} back`);
    return row;
  }

  /** Removes a record. */
  async remove(kind: string, id: string): Promise<void> {
    await request(this.url, "DELETE", `/${kind}s/${id}`, this.token);
  }

  /** Changes a record. */
  async change(kind: string, id: string, values: object): Promise<void> {
    await request(this.url, "PATCH", `/${kind}s/${id}`, this.token, { [kind]: values });
  }

  /** Whether a token is still good. */
  async takes(token: string): Promise<boolean> {
    const headers = { "X-Auth-Token": this.token, "X-Subject-Token": token };
    return (await fetch(`${this.url}/auth/tokens`, { headers })).ok;
  }
}

async function request(url: string, method: string, path: string, token: string, body?: object) {
  const ask = () =>
    fetch(url + path, {
      method,
      headers: { "Content-Type": "application/json", "X-Auth-Token": token, Connection: "close" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  // A server under uWSGI resets a connection now and then. Rows are not made twice.
  const mayRepeat = method !== "POST" || path === "/auth/tokens";
  const answer = await (mayRepeat ? ask().catch(ask) : ask());
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}
