/**
 * Pulumi's mocks, with a recorder before them: what the program registers, leaf by leaf, and which
 * leaves are secret. Import this file before anything that makes resources.
 */
import * as assert from "node:assert/strict";
import { inflateSync } from "node:zlib";
import { dictionary, encode } from "../../host/document/encode";
import { isSecret, Output, runtime } from "@pulumi/pulumi";
import type { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import type { HostDocument } from "../../host/document/document";
import type { ProofRequest } from "../../host/document/requests";

/** A leaf that the engine masks. Two are equal when their values are. */
export class Secret {
  constructor(readonly value: unknown) {}
}

/** An expected leaf that must be secret. */
export const secretly = (value: unknown): Secret => new Secret(value);

/** A resource as the program registered it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  /** Its inputs; secret leaves stand in {@link Secret}. */
  readonly inputs: unknown;
  /** Names of the resources that come before it. */
  readonly dependsOn: readonly string[];
  /** Name of the resource that it stands under. */
  readonly parent: string;
}

/** Ids that the mocked providers invent. */
export const generated = {
  password: "canary-generated-password",
  uuid: "5b2f8a1e-3c4d-4e5f-8a9b-0c1d2e3f4a5b",
  token: "0c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f",
};

/** Records what `make` registers, once all of it has been. */
export async function registered(make: () => unknown): Promise<readonly Registered[]> {
  const resources: Registered[] = [];
  await runtime.setMocks(
    { call: () => ({}), newResource: (args) => mocked(args) },
    "glance",
    "test",
    false,
  );
  const monitor = runtime.getMonitor() as unknown as MockMonitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = async (request: Request, callback) => {
    resources.push({
      type: request.getType(),
      name: request.getName(),
      inputs: wrapped(request.getObject().toJavaScript()),
      dependsOn: request.getDependenciesList().map(lastPart),
      parent: lastPart(request.getParent()),
    });
    await register(request, callback);
  };
  make();
  await runtime.disconnect();
  return resources;
}

interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getDependenciesList(): string[];
  getObject(): { toJavaScript(): unknown };
}

/** The one resource of that type and name. */
export function only(
  resources: readonly Registered[],
  type: string,
  name?: string,
): Registered & { readonly inputs: Readonly<Record<string, unknown>> } {
  const found = resources.filter(
    (resource) => resource.type === type && (name === undefined || resource.name === name),
  );
  const [one] = found;
  assert.ok(one !== undefined && found.length === 1, `${found.length} of ${type} ${name ?? ""}`);
  return one as Registered & { readonly inputs: Readonly<Record<string, unknown>> };
}

/** A value with all outputs in it resolved; secret ones in {@link Secret}. */
export async function revealed(value: unknown): Promise<unknown> {
  if (Output.isInstance(value)) {
    const plain = await new Promise((resolve) => {
      value.apply(resolve);
    });
    const inner = await revealed(plain);
    return (await isSecret(value)) ? new Secret(inner) : inner;
  }
  if (Array.isArray(value)) return Promise.all(value.map(revealed));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(
    async ([key, inner]) => [key, await revealed(inner)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** The document that a secret stdin carries. */
export function decoded(stdin: unknown): HostDocument {
  assert.ok(stdin instanceof Secret, "stdin is not secret");
  assert.ok(typeof stdin.value === "string");
  return inflated(stdin.value);
}

function inflated(text: string): HostDocument {
  const json = inflateSync(Buffer.from(text, "base64"), { dictionary }).toString();
  return JSON.parse(json) as HostDocument;
}

/** How a deflated document begins, whatever is in it. */
const begin = encode({}).slice(0, 6);

function mocked({ type, inputs }: { type: string; inputs: unknown }) {
  const state = wrapped(inputs) as Record<string, unknown>;
  if (type === "random:index/randomPassword:RandomPassword") {
    return { id: "none", state: { ...state, result: generated.password } };
  }
  if (type === "random:index/randomUuid:RandomUuid") {
    return { id: generated.uuid, state: { ...state, result: generated.uuid } };
  }
  if (type === "observer:index:Observation") {
    return { id: "observation", state: { ...state, generation: 0 } };
  }
  // What holds no secret is not encoded, and nothing is done with what it prints. A document that is
  // no secret gets its answer, too, so that a test can say what is wrong with it.
  const stdin = state.stdin instanceof Secret ? state.stdin.value : state.stdin;
  if (type === "command:remote:Command" && typeof stdin === "string" && stdin.startsWith(begin)) {
    return { id: "command", state: { stdout: answer(inflated(stdin)) } };
  }
  return { id: "id", state: {} };
}

/** What the program on a host would say. */
function answer(document: HostDocument | ProofRequest): string {
  if ("apis" in document) {
    return JSON.stringify({ passed: true, images: [], seconds: 1 });
  }
  const { host, metadata, sharing, directLoading } = document;
  const token = document.token === null ? null : generated.token;
  const filesystem =
    metadata === null ? null : { id: metadata.id, mountPoint: metadata.imagesDirectory, token };
  const found = filesystem ?? sharing;
  return JSON.stringify({
    ...{ host, changed: true, changes: [], left: [], restarted: [], filesystem },
    directLoading:
      directLoading === null || found === null
        ? null
        : {
            inForce: true,
            entry: directLoading.entry,
            ...{ id: found.id, mountPoint: found.mountPoint },
          },
  });
}

function wrapped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(wrapped);
  if (typeof value !== "object" || value === null) return value;
  if (specialSigKey in value) {
    return "value" in value ? new Secret(wrapped(value.value)) : value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, wrapped(inner)]));
}

function lastPart(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}
