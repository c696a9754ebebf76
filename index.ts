import { getProject, getStack, runtime, secret, type Output } from "@pulumi/pulumi";
import { keepSecretsOutOfDebugMessages } from "./settings/debugMessages";
import { ImageService } from "./components/imageService";
import type { HostReport, ProofReport } from "./host/document/reports";
import type { DirectImageAccessState } from "./host/document/directImageAccess";
import { packProgram } from "./host/archive";
import { readSettings } from "./settings/read";

keepSecretsOutOfDebugMessages();

// Which keys hold something encrypted: the language host says so, and the SDK has no call for it.
const secretKeys = new Set(JSON.parse(process.env.PULUMI_CONFIG_SECRET_KEYS ?? "[]") as string[]);

const settings = readSettings({
  values: runtime.allConfig(),
  isSecret: (key) => secretKeys.has(key),
});

const service = new ImageService("image", {
  settings,
  stack: `${getProject()}-${getStack()}`,
  program: packProgram(__dirname),
});

/** The id of the images' file system, as the hosts have it (procedure 5.11); null where none is exposed. */
export const filesystemUuid: Output<string> | null = service.filesystemUuid ?? null;

/**
 * Whether Nova copies images from the file system itself (procedure 5.12), by host of Compute: where it
 * does, with what id and mount point; where it does not, why.
 */
export const directLoading: Output<Readonly<Record<string, DirectImageAccessState>>> =
  service.directLoading;

/** The API's URLs in Keystone's catalogue (procedure 5.3). */
export const endpointUrls = service.endpointUrls;

/** What the last transaction did, by host. */
export const hosts: Readonly<Record<string, Output<HostReport>>> = service.hosts;

/** What the proof found after the last change; null where it is switched off. */
export const proof: Output<ProofReport> | null = service.proof ?? null;

/** The password of the Image service's user in Keystone; secret. */
export const servicePassword: Output<string> = secret(service.servicePassword);
