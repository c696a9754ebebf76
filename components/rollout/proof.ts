import { remote } from "@pulumi/command";
import {
  all,
  ComponentResource,
  type Resource,
  output,
  type ComponentResourceOptions,
  type Output,
} from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import { proveCommand } from "../../host/command";
import type { Pending } from "../../host/document/unsigned";
import { sealed, type SecretInput } from "../../host/document/secretInput";
import type { ProofReport } from "../../host/document/reports";
import type { ProofRequest } from "../../host/document/requests";
import type { Host, Reach } from "./host";

export interface ProofArgs extends Reach {
  /** The host that runs it. */
  readonly host: string;
  /** What is asked of it. */
  readonly request: Pending<Omit<ProofRequest, "format" | "host" | "program" | "secrets" | "of">>;
  /** Raw secrets of the request. */
  readonly secrets: readonly SecretInput[];
  /** The hosts whose changes are proven. */
  readonly hosts: readonly Host[];
  /** What comes first: the roll call. */
  readonly after: Resource;
}

/**
 * The proof after a change: an image goes up through each image host and comes back from each,
 * byte for byte; its object is in Swift and its notification at the broker; then it is removed.
 * It runs again when what any host must be has changed, and `pulumi up` fails when it fails.
 */
export class Proof extends ComponentResource {
  readonly report: Output<ProofReport>;

  constructor(name: string, args: ProofArgs, opts?: ComponentResourceOptions) {
    super("glance:index:Proof", name, {}, opts);
    const { program, host } = args;
    const of = all(args.hosts.map(({ digest }) => digest)).apply((digests) =>
      createHash("sha256").update(digests.join()).digest("hex"),
    );
    const request = output({
      format: 1,
      host,
      program: program.sha256,
      secrets: args.secrets,
      of,
      ...args.request,
    });
    const command = new remote.Command(
      name,
      {
        connection: args.connection,
        create: proveCommand(args),
        stdin: sealed(request),
        logging: "stderr",
        addPreviousOutputInEnv: false,
      },
      { parent: this, dependsOn: [args.after] },
    );
    this.report = command.stdout.apply((line) => JSON.parse(line) as ProofReport);
    this.registerOutputs({});
  }
}
