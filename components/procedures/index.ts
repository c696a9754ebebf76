import type { Input, Resource } from "@pulumi/pulumi";
import { RandomUuid } from "@pulumi/random";
import type { SecretInput } from "../../host/document/secretInput";
import type { EndpointUrls } from "../../host/document/identity";
import { pemText } from "../../settings/checks/certificate";
import { hasNativeTls } from "../../platforms/tlsTermination";
import type { Settings } from "../../settings/schema";
import { inClear } from "../../settings/secret";
import { ComputeDirectAccess } from "./computeDirectAccess";
import { DatabaseConnection } from "./databaseConnection";
import { DatabaseSchema } from "./databaseSchema";
import { ExtraSettings } from "./extraSettings";
import { FilesystemMetadata } from "./filesystemMetadata";
import { FirewallRule } from "./firewallRule";
import { GlusterMount } from "./glusterMount";
import { IdentityRecords } from "./identityRecords";
import { ImageStores } from "./stores/imageStores";
import { MessageBroker } from "./messageBroker";
import type { Procedure, Target } from "./procedure";
import { Release } from "./release";
import { ServiceAuthentication } from "./serviceAuthentication";
import { storesOf } from "./stores";
import { Tls } from "./tls/tls";

/** The guide's procedures, in its order. */
export interface Guide {
  /** For every host of the role that a procedure is for. */
  readonly everywhere: readonly Procedure[];
  /** Said to the one host that makes the Keystone records. */
  readonly records: Procedure;
  /** Said to the one image host that populates the database, or looks whether it is populated. */
  readonly schema: Procedure;
  /** The broker's URL; null without a broker. */
  readonly transportUrl: Input<string> | null;
}

/** What procedures are made from. */
export interface GuideArgs {
  readonly settings: Settings;
  readonly target: Target;
  readonly endpointUrls: EndpointUrls;
  /** The service user's password, given or generated. */
  readonly servicePassword: SecretInput;
  /** The file by which hosts know a shared file system; null where none is shared. */
  readonly tokenFile: string | null;
  readonly parent: Resource;
}

/** Makes the procedures that the settings ask for. */
export function guide({
  settings,
  target,
  endpointUrls,
  servicePassword,
  tokenFile,
  parent,
}: GuideArgs): Guide {
  const { region, database, identity, api, firewall, broker, tls, gluster, extra } = settings;
  const child = { parent };
  const service = {
    user: identity.user,
    password: servicePassword,
    project: identity.project,
    domain: identity.domain,
  };
  const bind = { host: api.bindHost, port: api.port };
  const isBehindProxy = tls !== undefined && !hasNativeTls(target.platform, target.release);

  const computeRelease = settings.compute.release ?? target.release;
  const release = new Release("release", { ...target, computeRelease }, child);
  const connection = new DatabaseConnection(
    "database",
    { ...target, ...database, password: database.password.asInput() },
    child,
  );
  const records = new IdentityRecords(
    "identity",
    {
      ...target,
      ...service,
      ...administrator(settings),
      region,
      role: identity.role,
      resetPassword: identity.resetPassword,
      service: identity.service,
      description: identity.description,
      endpoints: endpointUrls,
    },
    child,
  );
  const authentication = new ServiceAuthentication(
    "authentication",
    {
      ...target,
      ...service,
      region,
      authUrl: identity.authUrl,
      publicUrl: identity.publicUrl ?? identity.authUrl,
    },
    child,
  );
  const own = storesOf(settings);
  const stores = new ImageStores(
    "stores",
    {
      ...target,
      stores: own,
      abandon: settings.abandon,
    },
    child,
  );
  const ownStores = own.map((store) => store.procedure(target, parent));
  const firewallRule = new FirewallRule(
    "firewall",
    {
      ...target,
      listen: isBehindProxy ? { host: "127.0.0.1", port: tls.backendPort } : bind,
      speaksTls: tls !== undefined && !isBehindProxy,
      asksClients: tls?.clientCa !== undefined && !isBehindProxy,
      port: api.port,
      sources: firewall.sources,
    },
    child,
  );
  const messageBroker =
    broker &&
    new MessageBroker(
      "broker",
      { ...target, ...broker, password: broker.password.asInput() },
      child,
    );
  const proxy =
    tls &&
    new Tls(
      "tls",
      {
        ...target,
        certificate: pemText(tls.certificate),
        privateKey: tls.privateKey.map(pemText).asInput(),
        ...(tls.clientCa === undefined ? {} : { clientCa: pemText(tls.clientCa) }),
        bind,
        backendPort: tls.backendPort,
        publicUrl: endpointUrls.public,
        hsts: tls.hsts,
      },
      child,
    );
  const schema = new DatabaseSchema(
    "schema",
    { ...target, connection: connection.url, populate: database.populate },
    child,
  );
  const mount =
    gluster &&
    new GlusterMount(
      "gluster",
      {
        ...target,
        ...gluster,
        volumeDriver: settings.compute.volumeDriver,
        computeRelease,
      },
      child,
    );
  const metadata = filesystemMetadata(settings, target, tokenFile, parent);
  const { filesystemEntry: entry } = settings.compute;
  const direct =
    entry === undefined || settings.filesystem === undefined
      ? undefined
      : new ComputeDirectAccess(
          "compute",
          {
            ...target,
            release: computeRelease,
            entry,
            imagesDirectory: settings.filesystem.imagesDirectory,
          },
          child,
        );
  const further = Object.values(extra).some((fragment) => inClear(fragment).trim() !== "")
    ? new ExtraSettings("extra", { ...target, fragments: extra }, child)
    : undefined;

  const everywhere = [
    release,
    connection,
    authentication,
    stores,
    ...ownStores,
    firewallRule,
    messageBroker,
    proxy,
    mount,
    metadata,
    direct,
    further,
  ].filter((procedure) => procedure !== undefined);
  return { everywhere, records, schema, transportUrl: messageBroker?.transportUrl ?? null };
}

function administrator({
  identity,
}: Settings): Pick<ConstructorParameters<typeof IdentityRecords>[1], "admin" | "adminSecrets"> {
  const { administrator: login } = identity;
  if (login === undefined) return { admin: { rcFile: identity.adminRc }, adminSecrets: [] };
  const password = login.password.asInput();
  return {
    admin: {
      authUrl: identity.authUrl,
      username: login.username,
      password,
      projectName: login.project,
      userDomainName: login.domain,
      projectDomainName: login.domain,
      caCertificate: null,
    },
    adminSecrets: [password],
  };
}

function filesystemMetadata(
  { filesystem, compute }: Settings,
  target: Target,
  tokenFile: string | null,
  parent: Resource,
): FilesystemMetadata | undefined {
  if (filesystem === undefined) return undefined;
  const { metadataFile, imagesDirectory, id } = filesystem;
  return new FilesystemMetadata(
    "filesystem",
    {
      ...target,
      metadataFile,
      imagesDirectory,
      id: id ?? new RandomUuid("filesystem-id", {}, { parent }).result,
      idIsFixed: id !== undefined,
      tokenFile,
      novaReads: compute.filesystemEntry !== undefined,
    },
    { parent },
  );
}
