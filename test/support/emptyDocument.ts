import type { HostDocument } from "../../host/document/document";

/** A document that wants nothing of a host. */
export const emptyDocument = {
  format: 1,
  program: "",
  generation: 0,
  secrets: [],
  versions: [],
  packages: [],
  mounts: [],
  settings: [],
  files: [],
  metadata: null,
  token: null,
  sharing: null,
  directLoading: null,
  firewall: [],
  identity: null,
  checks: [],
  validations: [],
  schema: null,
  units: [],
  health: [],
} as const satisfies Omit<HostDocument, "stack" | "host">;
