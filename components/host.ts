import { remote, type types } from "@pulumi/command";
import {
  asset,
  ComponentResource,
  output,
  secret,
  type ComponentResourceOptions,
  type Input,
  type Output,
  type Resource,
} from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import {
  applyCommand,
  engineTimeout,
  observeCommand,
  programPath,
  undoCommand,
  type Invocation,
} from "../host/command";
import type { SignedContribution } from "../host/contribution";
import type { HostDocument, HostReport } from "../host/document";
import type { Ownership } from "../host/ownership";
import { encode } from "../host/encode";
import { merge } from "../host/merge";
import type { ProgramArchive } from "../host/program";
import type { Platform } from "../platforms/platform";
import { Observation } from "./observation";

/** How a host is reached, and what is common to all commands on it. */
export interface Reach extends Invocation {
  /** SSH: address, port, user, host key, a bastion perhaps. */
  readonly connection: Input<types.input.remote.ConnectionArgs>;
  readonly program: ProgramArchive;
}

export interface HostArgs extends Reach {
  readonly platform: Platform;
  /** All that must be true of the host. */
  readonly contributions: readonly SignedContribution[];
  /** The service user's password, for an observation to try where the host makes its records. */
  readonly password?: Output<string>;
  /** Hosts whose transactions come first. */
  readonly after: readonly Host[];
}

/**
 * One host: the program that runs there, and one transaction that makes true what all components
 * say of it, or leaves it as it was.
 */
export class Host extends ComponentResource {
  /** What the last transaction did. */
  readonly report: Output<HostReport>;
  /** sha256 of all that must be true of the host. */
  readonly digest: Output<string>;
  private readonly transaction: Resource;

  constructor(
    readonly host: string,
    args: HostArgs,
    opts?: ComponentResourceOptions,
  ) {
    super("glance:index:Host", host, {}, opts);
    const copies = args.installed === null ? [this.copy(args)] : [];
    const { generation } = new Observation(
      host,
      {
        connection: args.connection,
        command: observeCommand(args),
        ...(args.password === undefined
          ? {}
          : { stdin: secret(args.password.apply((password) => JSON.stringify({ password }))) }),
      },
      { parent: this },
    );
    const document = secret(documentOf(host, args, generation).apply(encode));
    this.digest = document.apply((text) => createHash("sha256").update(text).digest("hex"));
    const timeout = engineTimeout(args.limits);
    const transaction = new remote.Command(
      host,
      {
        connection: args.connection,
        create: applyCommand(args),
        delete: undoCommand(args),
        stdin: document,
        // Progress goes to stderr in short lines; stdout is the report.
        logging: "stderr",
        addPreviousOutputInEnv: false,
      },
      {
        parent: this,
        dependsOn: [...copies, ...args.after.map((other) => other.transaction)],
        customTimeouts: { create: timeout, update: timeout, delete: timeout },
      },
    );
    this.transaction = transaction;
    this.report = transaction.stdout.apply((line) => JSON.parse(line) as HostReport);
    // The report is the transaction's output already; the state need not hold it twice.
    this.registerOutputs({});
  }

  /** Puts the program into the home of the user that logs in. */
  private copy({ connection, program, stack, user }: HostArgs): Resource {
    return new remote.CopyToRemote(
      `${this.host}-program`,
      {
        connection,
        source: new asset.FileAsset(program.path),
        remotePath: programPath(stack),
        // Another user has another home.
        triggers: [user],
      },
      { parent: this },
    );
  }

  /** What must come after this host's transaction depends on it. */
  get done(): Resource {
    return this.transaction;
  }
}

function documentOf(
  host: string,
  args: HostArgs,
  generation: Output<number>,
): Output<HostDocument> {
  const { contributions, platform, stack, program } = args;
  const merged = merge([...editor(contributions, platform), ...contributions], (path): Ownership =>
    ownershipOf(path, platform),
  );
  return output({ ...merged, generation }).apply((parts): HostDocument => {
    const known = parts as Omit<HostDocument, "format" | "stack" | "host" | "program">;
    return { format: 1, stack, host, program: program.sha256, ...known };
  });
}

/** crudini, where there is an ini file to edit. */
function editor(
  contributions: readonly SignedContribution[],
  { packages }: Platform,
): SignedContribution[] {
  const edits = contributions.some(({ contribution }) => contribution.settings !== undefined);
  return edits ? [{ component: "Host", contribution: { packages: [packages.crudini] } }] : [];
}

/** Of an ini file that does not exist yet: it will hold passwords. */
function ownershipOf(path: string, { glanceDirectory, glanceGroup }: Platform): Ownership {
  const group = path.startsWith(`${glanceDirectory}/`) ? glanceGroup : "root";
  return { owner: "root", group, mode: "0640" };
}
