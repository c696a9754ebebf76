/** What a document, and the proof, say of a store that needs a login: a kind each. */
import type { Credentials } from "./identity";
import type { Reads } from "./reads";

/** A login to a store, for a host to try (see `host/program/glance_host/backends`). */
export type StoreLogin = { readonly kind: "swift"; readonly reads?: Reads } & Credentials;

/** How the proof finds an image in the store itself. */
export type StoreLookup = StoreLogin & { readonly container: string };
