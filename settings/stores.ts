/** The stores for images that a stack may have beside the file store, a group of settings each. */
import { z } from "zod";
import { flag, httpUrl, name, secret } from "./values";

const swift = z.strictObject({
  authUrl: httpUrl().describe(
    "Says where image hosts reach Swift's Keystone, with the version; up to Pike it may end in `/v2.0`, and in Juno it must",
  ),
  project: name(64)
    .default("services")
    .describe("Names the project that owns the images' container"),
  user: name().default("swift").describe("Names the user that stores the images"),
  password: secret().describe("Logs that user in to Keystone"),
  domain: name(64).default("Default").describe("Names the domain of the user and the project"),
  region: name().optional().describe("Names the region of Swift's endpoint; `region` when missing"),
  container: name().default("glance").describe("Names the container for images"),
  createContainer: flag().default(true).describe("Makes the container with the first image"),
});

/** By the kind that Glance calls them. */
export const storeGroups = {
  swift: swift
    .optional()
    .describe(
      "Stores images in the Object Storage service; without it the API stores them as files",
    ),
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
