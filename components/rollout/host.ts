import { remote, type types } from "@pulumi/command";
import {
  ComponentResource,
  output,
  type ComponentResourceOptions,
  type Input,
  type Output,
  type Resource,
} from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import {
  applyCommand,
  engineTimeout,
  leaveCommand,
  ledgerCommand,
  observeCommand,
  precheckCommand,
  programPath,
  undoCommand,
  type Invocation,
} from "../../host/command";
import type { SignedContribution } from "../../host/document/contribution";
import type { HostDocument } from "../../host/document/document";
import { sealed, secretInput, type SecretInput } from "../../host/document/secretInput";
import type { HostReport } from "../../host/document/reports";
import type { Ownership } from "../../host/document/ownership";
import { merge } from "../../host/document/merge";
import type { ProgramArchive } from "../../host/archive";
import type { Platform } from "../../platforms/platform";
import { Observation } from "./observation";

/** How a host is reached, and what is common to all commands on it. */
export interface Reach extends Invocation {
  /** SSH: address, port, user, host key, a bastion perhaps. */
  readonly connection: Input<types.input.remote.ConnectionArgs>;
  readonly program: ProgramArchive;
}

export interface HostArgs extends Reach {
  readonly platform: Platform;
  /** The service user's password, for an observation to try where the host makes its records. */
  readonly password?: SecretInput;
}

/** How a host is asked, and with what. */
export interface Asked {
  readonly connection: Input<types.input.remote.ConnectionArgs>;
  readonly command: string;
  /** The host's document; secret. Missing: nothing is asked of it. */
  readonly document?: SecretInput;
}

/** One host's transaction: what is to be made true of it, and when. */
export interface Change {
  /** All that must be true of the host. */
  readonly contributions: readonly SignedContribution[];
  /** What comes first: the precheck, other hosts' transactions. */
  readonly after: readonly Resource[];
}

/**
 * One host: the program that runs there, and one transaction that makes true what all components
 * say of it, or leaves it as it was.
 */
export class Host extends ComponentResource {
  /** The program's place, and what is there. */
  readonly observation: Observation;
  private change: Transaction | undefined;

  constructor(
    readonly host: string,
    private readonly args: HostArgs,
    opts?: ComponentResourceOptions,
  ) {
    super("glance:index:Host", host, {}, opts);
    const { connection, password, installed, program, stack } = args;
    this.observation = new Observation(
      host,
      {
        connection,
        command: observeCommand(args),
        ...(password === undefined
          ? {}
          : { stdin: secretInput(password.apply((known) => JSON.stringify({ password: known }))) }),
        leave: leaveCommand(args, host),
        ledger: ledgerCommand(args),
        ...(installed === null
          ? { copy: { path: programPath(stack), sha256: program.sha256 } }
          : {}),
      },
      { parent: this },
    );
    this.registerOutputs({});
  }

  /** What the host is asked before any host changes: whether all of this could be made true. */
  asked(contributions: readonly SignedContribution[]): Asked {
    const { generation } = this.observation;
    const document = documentOf(this.host, this.args, contributions, generation);
    return {
      connection: this.args.connection,
      command: precheckCommand(this.args),
      document: sealed(document),
    };
  }

  /** Makes the host's one transaction. */
  transact({ contributions, after }: Change): void {
    const { connection, limits } = this.args;
    const { generation } = this.observation;
    const document = sealed(documentOf(this.host, this.args, contributions, generation));
    const timeout = engineTimeout(limits);
    const command = new remote.Command(
      this.host,
      {
        connection,
        create: applyCommand(this.args),
        delete: undoCommand(this.args, this.host),
        stdin: document,
        // Progress goes to stderr in short lines; stdout is the report.
        logging: "stderr",
        addPreviousOutputInEnv: false,
      },
      {
        parent: this,
        dependsOn: [this.observation, ...after],
        customTimeouts: { create: timeout, update: timeout, delete: timeout },
      },
    );
    this.change = {
      command,
      // The report is the transaction's output already; the state need not hold it twice.
      report: command.stdout.apply((line) => JSON.parse(line) as HostReport),
      digest: document.apply((text) => createHash("sha256").update(text).digest("hex")),
    };
  }

  /** What the last transaction did. */
  get report(): Output<HostReport> {
    return this.transaction.report;
  }

  /** sha256 of all that must be true of the host. */
  get digest(): Output<string> {
    return this.transaction.digest;
  }

  /** What must come after this host's transaction depends on it. */
  get done(): Resource {
    return this.transaction.command;
  }

  private get transaction(): Transaction {
    if (this.change === undefined) throw new Error(`${this.host} has no transaction yet`);
    return this.change;
  }
}

interface Transaction {
  readonly command: Resource;
  readonly report: Output<HostReport>;
  readonly digest: Output<string>;
}

function documentOf(
  host: string,
  { platform, stack, program }: HostArgs,
  contributions: readonly SignedContribution[],
  generation: Input<number>,
): Output<HostDocument> {
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
