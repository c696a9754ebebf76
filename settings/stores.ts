/** The stores for images that a stack may have beside the file store, a group of settings each. */
import { z } from "zod";
import { flag, httpUrl, name, secret } from "./values";

const swift = z.strictObject({
  authUrl: httpUrl().describe(
    "Keystone's URL with its version, as image hosts reach it; to Pike it may end in `/v2.0`, in Juno it must",
  ),
  project: name(64).default("services").describe("The project that owns the images' container"),
  user: name().default("swift").describe("The user that stores the images"),
  password: secret().describe("That user's password"),
  domain: name(64).default("Default").describe("The domain of user and project"),
  region: name().optional().describe("The region of Swift's endpoint; `region` when missing"),
  container: name().default("glance").describe("The container for images"),
  createContainer: flag().default(true).describe("Make the container with the first image"),
});

/** By the kind that Glance calls them. */
export const storeGroups = {
  swift: swift
    .optional()
    .describe("The Object Storage service as the default store; the file store without it"),
};

/** A kind of store with settings of its own. */
export type StoreKind = keyof typeof storeGroups;

/** All of them; of those that a stack has, the first one is where new images go. */
export const storeKinds = Object.keys(storeGroups) as readonly StoreKind[];

type Stores = { readonly [K in StoreKind]?: z.infer<(typeof storeGroups)[K]> };

/** Where new images go: the stack's own store, or the file store. */
export function defaultStore(settings: Stores): StoreKind | "file" {
  return storeKinds.find((kind) => settings[kind] !== undefined) ?? "file";
}
