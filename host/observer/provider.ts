/**
 * The resource `observer:index:Observation`, as the engine asks for it. Each `pulumi` starts this, so
 * only the parts of Pulumi that are needed are loaded.
 */
import { warn } from "@pulumi/pulumi/log";
import type { DiffResult, Provider } from "@pulumi/pulumi/provider";
import { isRpcSecret, unwrapRpcSecret } from "@pulumi/pulumi/runtime/rpc";
import type { Drift, ObservationInputs, ObservationState } from "./observation";
import { observe } from "./observe";

/** Values as the engine sends them: secrets are wrapped. */
type Wrapped = Readonly<Record<keyof ObservationState, unknown>>;
type WrappedInputs = Omit<Wrapped, "generation">;

/** What a read gives back: the state, and the inputs that would have made it. */
interface Found {
  readonly id: string;
  readonly props: Wrapped;
  readonly inputs: WrappedInputs;
}

/** Serves observations. Nothing is dialled but by a refresh. */
export class ObservationProvider implements Provider {
  readonly version = "1.0.0";

  /** Anything but equal inputs is a change; what a refresh has found is one. */
  diff(_id: string, _urn: string, olds: Wrapped, news: WrappedInputs): Promise<DiffResult> {
    const changes = inputs.some(
      (name) => JSON.stringify(olds[name]) !== JSON.stringify(news[name]),
    );
    return Promise.resolve({ changes });
  }

  /** The id is the host's name. */
  create(urn: string, news: WrappedInputs): Promise<{ id: string; outs: Wrapped }> {
    return Promise.resolve({ id: hostOf(urn), outs: { ...news, generation: 0 } });
  }

  /** Looks at the host. What it finds stands in the inputs, too: the program wants none of it. */
  async read(id: string, _urn: string, props: Wrapped): Promise<Found> {
    const drift = await observe(id, plain(props) as ObservationInputs);
    tell(id, drift);
    const { generation: _, ...before } = props;
    return { id, props: { ...props, drift }, inputs: { ...before, drift } };
  }

  /** Drift that was found raises the generation, and with it the host's transaction runs again. */
  update(
    _id: string,
    _urn: string,
    olds: Wrapped,
    news: WrappedInputs,
  ): Promise<{ outs: Wrapped }> {
    const found = Object.keys(olds.drift as Drift).length > 0;
    const generation = Number(olds.generation) + (found ? 1 : 0);
    return Promise.resolve({ outs: { ...news, generation } });
  }
}

const inputs = ["connection", "command", "stdin", "drift"] as const;

/** The resource's name is the host's with a suffix, so that it is told from the host's command. */
function hostOf(urn: string): string {
  return (urn.split("::").at(-1) ?? "").replace(/-observation$/, "");
}

/** A line an item for whoever reads the terminal: without --diff a preview shows no detail. */
function tell(host: string, drift: Drift): void {
  for (const [item, what] of Object.entries(drift)) {
    void warn(item === host ? `${host}: ${what}` : `${host} has drifted: ${item}: ${what}`);
  }
}

/** The value without the wrappings of secrets. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if (isRpcSecret(value)) return plain(unwrapRpcSecret(value));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
