import type { Input, Output } from "@pulumi/pulumi";
import type { SecretInput } from "../../host/document/secretInput";
import type { EndpointUrls } from "../../host/document/identity";
import { platform } from "../../platforms/families";
import { urlHost } from "../../releases/forms";
import { apiV1, offers, storeChoice } from "../../releases/features";
import { delayedDelete, fileBackend } from "../../releases/meanings/stores";
import { isSelfSigned, pemText } from "../../settings/checks/certificate";
import type { Settings } from "../../settings/schema";
import { defaultStore } from "../../settings/stores";
import { credentials } from "../procedures/credentials";
import { brokerReads } from "../procedures/messageBroker";
import { reads } from "../procedures/procedure";
import type { ProofArgs } from "./proof";
import { storesOf } from "../procedures/stores";

/** Longest the proof may take. */
const timeoutSeconds = 120;

/** What the proof is asked, of what the stack is made of. */
export function proofRequest(
  settings: Settings,
  known: {
    readonly endpointUrls: EndpointUrls;
    readonly servicePassword: SecretInput;
    readonly transportUrl: Input<string> | null;
    readonly filesystemId: Output<string>;
  },
): Pick<ProofArgs, "request" | "secrets"> {
  const { hosts, api, tls, identity, broker, region, proof } = settings;
  const target = { release: settings.release, platform: platform(settings.platform) };
  const scheme = tls === undefined ? "http" : "https";
  const [store] = storesOf(settings);
  const lookup = store?.lookup(target);
  const brokerPassword = broker?.password.asInput();
  const clientKey = proof.clientPrivateKey?.map(pemText).asInput();
  return {
    request: {
      apis: Object.entries(hosts)
        .filter(([, { roles }]) => roles.includes("image"))
        .map(([name, { address }]) => ({
          name,
          url: `${scheme}://${urlHost(address)}:${api.port}`,
        })),
      tls: {
        caCertificate: tls === undefined ? null : trusted(proof.ca, tls.certificate),
        // Hosts are reached by their addresses; the certificate is the public name's.
        serverName: new URL(known.endpointUrls.public).hostname,
        clientCertificate:
          proof.clientCertificate === undefined ? null : pemText(proof.clientCertificate),
        clientPrivateKey: clientKey ?? null,
      },
      identity: credentials({ ...identity, region, password: known.servicePassword }),
      store: lookup?.store ?? null,
      broker:
        known.transportUrl === null
          ? null
          : {
              transportUrl: known.transportUrl,
              exchange: "glance",
              reads: brokerReads(target),
            },
      reads: reads(target, { delayedDelete }),
      filesystem: fileStore(settings, known.filesystemId),
      bytes: proof.bytes,
      timeoutSeconds,
    },
    secrets: [
      known.servicePassword,
      ...(lookup?.secrets ?? []),
      ...[brokerPassword, clientKey].filter((value) => value !== undefined),
    ],
  };
}

/** The file store, where there is a way to put an image into it: see settings/checks/warnings.ts. */
function fileStore(settings: Settings, id: Output<string>): ProofArgs["request"]["filesystem"] {
  const { release, filesystem } = settings;
  if (filesystem === undefined) return null;
  const isDefault = defaultStore(settings) === "file";
  if (isDefault || offers(storeChoice, release)) return { store: fileBackend, api: "v2", id };
  return offers(apiV1, release) ? { store: fileBackend, api: "v1", id } : null;
}

/** The authority that is named, or a certificate that signed itself; else those the host trusts. */
function trusted(ca: string | undefined, certificate: string): string | null {
  if (ca !== undefined) return pemText(ca);
  return isSelfSigned(certificate) ? pemText(certificate) : null;
}
