/** What OSSN-0065 is about, tried on a lab: users who would change where an image lies. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import { isAtLeast } from "../../releases/release";
import { until } from "../../lab/until";
import type { TestLab } from "../../lab/session";

/** What a service answers. */
export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** An image as the API v2 shows it. */
export interface Image {
  readonly id: string;
  readonly status: string;
  readonly name: string;
  readonly direct_url?: string;
  readonly locations?: readonly { readonly url: string }[];
}

/** A request with somebody's token. */
export type Call = (method: string, url: string, body?: unknown, type?: string) => Promise<Answer>;

/** Calls with a token, trusting the lab's authority. */
function caller(lab: TestLab, token: string): Call {
  const { tls } = lab.inventory;
  const ca = tls === null ? undefined : readFileSync(tls.caFile);
  const once: Call = (method, url, body, type = "application/json") =>
    new Promise((resolve, reject) => {
      const headers = { "X-Auth-Token": token, "Content-Type": type };
      const { request } = url.startsWith("https:") ? https : http;
      const sent = request(url, { method, ca, headers, agent: false }, (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (piece: string) => (text += piece));
        answer.on("end", () => {
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
        });
      });
      sent.on("error", reject);
      sent.end(typeof body === "string" || body === undefined ? body : JSON.stringify(body));
    });
  // The lab's Keystone drops a connection now and then while the machine is busy.
  return async (...call) => {
    let answer: Answer = { status: 0, headers: {}, text: "" };
    await until(`an answer to ${call[0]} ${call[1]}`, async () => {
      try {
        answer = await once(...call);
        return true;
      } catch (error) {
        const { code = "", message } = error as NodeJS.ErrnoException;
        if (["ECONNRESET", "EPIPE"].includes(code)) return message;
        throw error;
      }
    });
    return answer;
  };
}

const patch = "application/openstack-images-v2.1-json-patch";

const domain = { name: "Default" };

/** Logs in to Keystone by a name and a project of the default domain. */
export async function login(
  lab: TestLab,
  user: string,
  password: string,
  project: string,
): Promise<Call> {
  const auth = {
    identity: { methods: ["password"], password: { user: { name: user, password, domain } } },
    scope: { project: { name: project, domain } },
  };
  const answer = await caller(lab, "")("POST", `${lab.inventory.identity.url}/auth/tokens`, {
    auth,
  });
  assert.equal(answer.status, 201, `${user}: ${answer.text}`);
  return caller(lab, String(answer.headers["x-subject-token"]));
}

/**
 * An image's owner cannot set, replace, remove or add its locations, by whichever API the release has, and
 * can still change all else; policy lets the Image service's user. Project, user and images are made for
 * it and removed again.
 */
export async function ownersCannotChangeLocations(lab: TestLab, password: string): Promise<void> {
  const { url: keystone, adminPassword } = lab.inventory.identity;
  const admin = await login(lab, "admin", adminPassword, "admin");
  const undo: (() => Promise<Answer>)[] = [];
  const make = async (kind: string, fields: object) => {
    const made = await admin("POST", `${keystone}/${kind}s`, { [kind]: fields });
    assert.equal(made.status, 201, made.text);
    const { id } = (JSON.parse(made.text) as Record<string, { id: string }>)[kind] ?? { id: "" };
    undo.push(() => admin("DELETE", `${keystone}/${kind}s/${id}`));
    return id;
  };
  try {
    const name = `owner-${process.pid}`;
    const project = await make("project", { name });
    const user = await make("user", { name, password: "of-this-lab" });
    const found = JSON.parse((await admin("GET", `${keystone}/roles?name=member`)).text) as {
      roles: { id: string }[];
    };
    const role = found.roles[0]?.id ?? (await make("role", { name: "member" }));
    await admin("PUT", `${keystone}/projects/${project}/users/${user}/roles/${role}`);
    const owner = await login(lab, name, "of-this-lab", name);
    const service = await login(lab, "glance", password, "services");

    const images = `${lab.output("endpointUrls").public}/v2/images`;
    const formats = { disk_format: "raw", container_format: "bare" };
    const made = await owner("POST", images, { name, ...formats });
    assert.equal(made.status, 201, made.text);
    const image = `${images}/${(JSON.parse(made.text) as Image).id}`;
    undo.push(() => owner("DELETE", image));
    const uploaded = await owner("PUT", `${image}/file`, "theirs", "application/octet-stream");
    assert.equal(uploaded.status, 204, uploaded.text);

    const release = lab.inventory.release;
    const queued = await owner("POST", images, { name: `${name}-2`, ...formats });
    assert.equal(queued.status, 201, queued.text);
    const empty = `${images}/${(JSON.parse(queued.text) as Image).id}`;
    undo.push(() => owner("DELETE", empty));
    // The API of 2024.2 takes a location for an image that has none; before there was no such thing.
    const hasApi = isAtLeast(release, "2024.2");
    const place = { url: `${keystone}/` };
    const added = await owner("POST", `${empty}/locations`, place);
    assert.equal(added.status, hasApi ? 403 : 404, added.text);
    const fetched = await owner("GET", `${image}/locations`);
    assert.equal(fetched.status, hasApi ? 403 : 404, fetched.text);

    const seenBy = async (who: Call) => JSON.parse((await who("GET", image)).text) as Image;
    const change = async (who: Call, op: string, path: string, value?: unknown) =>
      (await who("PATCH", image, [{ op, path, value }], patch)).status;
    const before = await seenBy(service);
    assert.equal(before.locations?.length, 1);
    const other = { url: `${keystone}/`, metadata: {} };
    assert.equal(await change(owner, "add", "/locations/-", other), 403);
    assert.equal(await change(owner, "replace", "/locations", []), 403);
    assert.equal(await change(owner, "remove", "/locations/0"), 403);
    assert.equal(await change(owner, "replace", "/name", "renamed"), 200);
    // Since Xena Glance shows locations to whoever may see the image: what `pulumi preview` warns of.
    const theirs = await seenBy(owner);
    assert.equal(theirs.direct_url, undefined);
    assert.deepEqual(theirs.locations, before.locations);
    assert.deepEqual([theirs.status, theirs.name], ["active", "renamed"]);

    // Past policy: only Glance's own look at the URL says no, since it is in a network of the cloud.
    assert.equal(await change(service, "add", "/locations/-", other), 400);
    assert.deepEqual((await seenBy(service)).locations, before.locations);
  } finally {
    for (const step of undo.reverse()) await step();
  }
}
