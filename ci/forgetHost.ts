/**
 * An exported state without one host: `forgetHost.ts HOST <state >state`. Exits 3 where the state
 * has no such host. `ci/forget-host` is the command for users.
 */
import { readFileSync } from "node:fs";
import { z } from "zod";

const resource = z.looseObject({
  urn: z.string(),
  parent: z.string().optional(),
  dependencies: z.array(z.string()).nullish(),
  propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).nullish(),
  deletedWith: z.string().optional(),
  replaceWith: z.array(z.string()).nullish(),
  inputs: z.looseObject({}).optional(),
  outputs: z.looseObject({}).optional(),
});

const state = z.looseObject({
  deployment: z.looseObject({
    resources: z.array(resource).nullish(),
    pending_operations: z.array(z.looseObject({ resource })).nullish(),
  }),
});

type Resource = z.infer<typeof resource>;

/** A state as `pulumi stack export` writes it; what is not named here is passed through. */
export type State = z.infer<typeof state>;

const hostType = "glance:index:Host";

/** The hosts that a state has. */
export function hostsIn({ deployment }: State): string[] {
  return (deployment.resources ?? []).flatMap(({ urn }) => hostOf(urn) ?? []);
}

/**
 * The state without a host: its component and all below it, whatever waited to be done to these,
 * and what other resources say of depending on them. All else stays as it is.
 */
export function forget({ deployment, ...rest }: State, host: string): State {
  const { resources, pending_operations: pending } = deployment;
  const gone = below(resources ?? [], host);
  const without = (urns: readonly string[]) => urns.filter((urn) => !gone.has(urn));
  const kept = (resources ?? [])
    .filter(({ urn }) => !gone.has(urn))
    .map((one): Resource => {
      const { dependencies, propertyDependencies, deletedWith, replaceWith, ...others } = one;
      return {
        ...others,
        ...(isPrecheck(one) && {
          inputs: withoutHost(others.inputs, host),
          outputs: withoutHost(others.outputs, host),
        }),
        ...(dependencies && { dependencies: without(dependencies) }),
        ...(propertyDependencies && {
          propertyDependencies: Object.fromEntries(
            Object.entries(propertyDependencies).map(([key, urns]) => [key, urns && without(urns)]),
          ),
        }),
        ...(deletedWith !== undefined && !gone.has(deletedWith) && { deletedWith }),
        ...(replaceWith && { replaceWith: without(replaceWith) }),
      };
    });
  const operations = pending && {
    pending_operations: pending.filter((operation) => !gone.has(operation.resource.urn)),
  };
  return { ...rest, deployment: { ...deployment, resources: kept, ...operations } };
}

/** URNs of a host's component and of all below it. A parent stands before its children. */
function below(resources: readonly Resource[], host: string): ReadonlySet<string> {
  const gone = new Set<string>();
  for (const { urn, parent } of resources) {
    if (hostOf(urn) === host || (parent !== undefined && gone.has(parent))) gone.add(urn);
  }
  return gone;
}

/** The resource that says which machines the stack stands on (host/observer/precheck.ts). */
function isPrecheck({ urn }: Resource): boolean {
  return urn.split("::")[2]?.split("$").at(-1) === "observer:index:Precheck";
}

function withoutHost(values: Resource["inputs"], host: string): Resource["inputs"] {
  const { hosts } = z.looseObject({ hosts: z.looseObject({}).optional() }).parse(values ?? {});
  if (hosts === undefined) return values;
  const { [host]: _, ...others } = hosts;
  return { ...values, hosts: others };
}

/** The host whose component a URN names. */
function hostOf(urn: string): string | undefined {
  // urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME
  const [, , types, ...name] = urn.split("::");
  return types?.split("$").at(-1) === hostType ? name.join("::") : undefined;
}

if (require.main === module) {
  const [host = ""] = process.argv.slice(2);
  const found = state.parse(JSON.parse(readFileSync(0, "utf8")));
  const hosts = hostsIn(found);
  if (hosts.includes(host)) {
    process.stdout.write(JSON.stringify(forget(found, host)));
  } else {
    console.error(
      `the stack has no host ${host}, only ${[...hosts].sort().join(", ")}: nothing was changed`,
    );
    process.exitCode = 3;
  }
}
