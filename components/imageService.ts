import {
  ComponentResource,
  log,
  type ComponentResourceOptions,
  type Output,
  type Resource,
} from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random";
import type { SignedContribution } from "../host/document/contribution";
import { secretInput, type SecretInput } from "../host/document/secretInput";
import type { EndpointUrls } from "../host/document/identity";
import type { HostReport, ProofReport } from "../host/document/reports";
import type { DirectImageAccessState } from "../host/document/directImageAccess";
import { partNames, parts, contributedAs } from "../host/document/parts";
import type { ProgramArchive } from "../host/archive";
import { platform } from "../platforms/families";
import { printed } from "../settings/problem";
import { hasRegistry } from "../settings/registry";
import type { HostSettings, Settings } from "../settings/schema";
import { warnings } from "../settings/checks/warnings";
import { connectionTo } from "./rollout/ssh";
import { directImageAccessOf } from "./rollout/directImageAccess";
import { Endpoints } from "./rollout/endpoints";
import { guide, type Guide } from "./procedures";
import { Host } from "./rollout/host";
import { ImagesGuard } from "./rollout/imagesGuard";
import type { Target } from "./procedures/procedure";
import { foundation, Precheck } from "./rollout/precheck";
import { Proof, type ProofArgs } from "./rollout/proof";
import { proofRequest } from "./rollout/proofRequest";
import { FormerUser } from "./rollout/formerUser";
import { RollCall } from "./rollout/rollCall";
import { rollout } from "./rollout/order";
import { asFollower, tokenFile } from "./rollout/sharedDirectory";

export interface ImageServiceArgs {
  /** The stack's validated configuration. */
  readonly settings: Settings;
  /** `<project>-<stack>`: names what is ours on a host. */
  readonly stack: string;
  /** The program that runs on hosts. */
  readonly program: ProgramArchive;
}

/** A host, and what all procedures say to it. */
interface Member {
  readonly host: Host;
  readonly contributions: readonly SignedContribution[];
}

/** The Image service of one region: all of the guide on all of its hosts. */
export class ImageService extends ComponentResource {
  /** The id of the images' file system; undefined where it is not exposed to Compute. */
  readonly filesystemUuid: Output<string> | undefined;
  /** Whether Nova copies images from the file system itself, by host of Compute, and if not, why. */
  readonly directLoading: Output<Readonly<Record<string, DirectImageAccessState>>>;
  readonly endpointUrls: EndpointUrls;
  /** What the last transaction did, by host. */
  readonly hosts: Readonly<Record<string, Output<HostReport>>>;
  /** What the last proof found; undefined where it is switched off. */
  readonly proof: Output<ProofReport> | undefined;
  /** The service user's password; secret. */
  readonly servicePassword: SecretInput;

  constructor(name: string, args: ImageServiceArgs, opts?: ComponentResourceOptions) {
    super("glance:index:ImageService", name, {}, opts);
    const { settings } = args;
    for (const warning of warnings(settings)) {
      void log.warn(printed(warning), this);
    }
    const target = {
      release: settings.release,
      platform: platform(settings.platform),
      registry: hasRegistry(settings),
    };
    this.endpointUrls = endpointUrls(settings);
    this.servicePassword =
      settings.identity.password?.asInput() ??
      secretInput(
        new RandomPassword("service-password", { length: 32, special: false }, { parent: this })
          .result,
      );
    const token = tokenFile(settings, args.stack, rollout(settings.hosts).leader);
    const procedures = guide({
      settings,
      target,
      endpointUrls: this.endpointUrls,
      servicePassword: this.servicePassword,
      tokenFile: token,
      parent: this,
    });
    const { hosts, filesystem } = this.rollOut(args, target, procedures, token);
    const id = filesystem.apply((found) => found?.id ?? "");
    this.hosts = Object.fromEntries(hosts.map(({ host, report }) => [host, report]));
    this.directLoading = directImageAccessOf(settings, this.hosts);
    this.filesystemUuid = settings.filesystem === undefined ? undefined : id;
    const after = new RollCall("rollcall", { hosts }, { parent: this });
    const endpoints = this.publish(args, hosts, after);
    const retirement = endpoints && this.retire(args, endpoints);
    const proof = this.prove(args, procedures, { hosts, after }, id);
    this.proof = proof?.report;
    this.guard(
      args,
      [after, endpoints, retirement, proof].filter((each) => each !== undefined),
    );
    this.registerOutputs({});
  }

  /** The program on all hosts, one question to all, and one transaction a host, stage by stage. */
  private rollOut(
    args: ImageServiceArgs,
    target: Target,
    procedures: Guide,
    token: string | null,
  ): { hosts: Host[]; filesystem: Output<HostReport["filesystem"]> } {
    const { settings } = args;
    const { registrar, leader, stages } = rollout(settings.hosts);
    const members = stages.flat().map((name) => {
      const contributions = [
        ...(name === registrar ? procedures.records.for("identity") : []),
        ...contributionsOf(procedures, name === leader, rolesOf(settings, name)),
      ];
      const host = new Host(
        name,
        {
          ...reachOf(args, name),
          platform: target.platform,
          ...(name === registrar ? { password: this.servicePassword } : {}),
        },
        { parent: this },
      );
      return { host, contributions };
    });
    const precheck = this.precheck(settings, registrar, members);
    const { imagesDirectory = "" } = settings.filesystem ?? {};
    const done: Host[] = [];
    let first: Host | undefined;
    let after: readonly Resource[] = [precheck];
    for (const stage of stages) {
      const before = done.length;
      for (const { host, contributions } of members.filter((each) =>
        stage.includes(each.host.host),
      )) {
        const whole =
          first === undefined || token === null
            ? contributions
            : asFollower(contributions, first, imagesDirectory, token);
        host.transact({
          contributions: settings.mode === "configuration" ? whole.map(written) : whole,
          after,
        });
        done.push(host);
        if (host.host === leader) first = host;
      }
      after = [precheck, ...done.slice(before).map((host) => host.done)];
    }
    if (first === undefined) throw new Error(`the host ${leader} is in no stage`);
    return { hosts: done, filesystem: first.report.apply(({ filesystem }) => filesystem) };
  }

  /** Where only files are written nothing is asked: no service is there. */
  private precheck(settings: Settings, registrar: string, members: readonly Member[]): Precheck {
    const asks = settings.mode === "service";
    const asked = members.map(({ host, contributions }) => {
      const { document, ...reach } = host.asked(contributions);
      return [
        host.host,
        { ...reach, ...(asks && document !== undefined && { document }) },
      ] as const;
    });
    return new Precheck(
      "precheck",
      {
        ...foundation(settings, registrar),
        hosts: Object.fromEntries(asked),
        present: members.map(({ host }) => host),
      },
      { parent: this },
    );
  }

  /** Without a service there is nothing to ask: the guard is there, so that it can be switched. */
  private guard(args: ImageServiceArgs, before: readonly Resource[]): void {
    const { mode, destroy, hosts: settings } = args.settings;
    const asks = mode === "service" && !destroy.withImages;
    const reach = reachOf(args, rollout(settings).leader);
    new ImagesGuard("images", { ...reach, asks, before }, { parent: this });
  }

  /** After all hosts have changed, clients are led to their URLs; no service, no clients. */
  private publish(
    args: ImageServiceArgs,
    hosts: readonly Host[],
    after: Resource,
  ): Endpoints | undefined {
    const { mode, hosts: settings, region, identity } = args.settings;
    if (mode === "configuration") return undefined;
    const name = rollout(settings).registrar;
    const registrar = hosts.find(({ host }) => host === name);
    if (registrar === undefined) throw new Error(`the host ${name} is in no stage`);
    return new Endpoints(
      "endpoints",
      {
        ...reachOf(args, name),
        registrar,
        records: { region, service: identity.service, endpoints: this.endpointUrls },
        after,
      },
      { parent: this },
    );
  }

  /** After all hosts have switched to another user of Keystone, the former one goes. */
  private retire(args: ImageServiceArgs, endpoints: Endpoints): FormerUser {
    const { settings } = args;
    const { registrar } = rollout(settings.hosts);
    const { user, domain, project, role } = settings.identity;
    return new FormerUser(
      "retirement",
      {
        ...reachOf(args, registrar),
        host: registrar,
        identity: { user, domain, project, role },
        after: [endpoints.done],
      },
      { parent: this },
    );
  }

  private prove(
    args: ImageServiceArgs,
    procedures: Guide,
    changed: Pick<ProofArgs, "hosts" | "after">,
    filesystemId: Output<string>,
  ): Proof | undefined {
    const { settings } = args;
    if (!settings.proof.enabled || settings.mode === "configuration") return undefined;
    const { leader } = rollout(settings.hosts);
    const { request, secrets } = proofRequest(settings, {
      endpointUrls: this.endpointUrls,
      servicePassword: this.servicePassword,
      transportUrl: procedures.transportUrl,
      filesystemId,
    });
    return new Proof(
      "proof",
      { ...reachOf(args, leader), host: leader, request, secrets, ...changed },
      { parent: this },
    );
  }
}

function endpointUrls({ endpoints }: Settings): EndpointUrls {
  const { public: publicUrl, internal = publicUrl, admin = publicUrl } = endpoints;
  return { public: publicUrl, internal, admin };
}

function settingsOf(settings: Settings, host: string): HostSettings {
  const found = settings.hosts[host];
  if (found === undefined) throw new Error(`no host is named ${host}`);
  return found;
}

function rolesOf(settings: Settings, host: string): HostSettings["roles"] {
  // Named twice, a role is still one.
  return [...new Set(settingsOf(settings, host).roles)];
}

function reachOf({ settings, stack, program }: ImageServiceArgs, host: string) {
  const connection = connectionTo(settingsOf(settings, host), settings.ssh);
  const { user, program: installed = null } = settings.ssh;
  return { connection, user, stack, limits: settings.limits, installed, program };
}

/** The contributions of all procedures to a host of these roles. */
function contributionsOf(
  procedures: Guide,
  isLeader: boolean,
  roles: HostSettings["roles"],
): SignedContribution[] {
  const everywhere = procedures.everywhere.flatMap((each) =>
    roles.flatMap((role) => each.for(role)),
  );
  return isLeader ? [...everywhere, ...procedures.schema.for("image")] : everywhere;
}

/** What of a contribution can be written without any service running. */
function written({ component, contribution }: SignedContribution): SignedContribution {
  const awaiting = partNames.filter((name) => parts[name].needsService).flatMap(contributedAs);
  const files = Object.entries(contribution).filter(([name]) => !awaiting.includes(name));
  return { component, contribution: Object.fromEntries(files) };
}
