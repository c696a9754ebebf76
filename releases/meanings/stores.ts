import type { Meaning } from "../release";

const guide = "procedure 5.5";
const legacy = (key: string): readonly string[] => [`DEFAULT/${key}`, `glance_store/${key}`];

function since(
  release: "train",
  title: string,
  section: string,
  key: string,
  supersedes: readonly string[],
): Meaning {
  return {
    title,
    guide,
    statements: [{ since: release, option: { file: "glance-api.conf", section, key }, supersedes }],
  };
}

/** Names of the backends: the sections of the same names hold their options. */
export const swiftBackend = "swift";
export const fileBackend = "file";

/** The stores that exist, `name:type` each. */
export const enabledBackends = since("train", "enabled stores", "DEFAULT", "enabled_backends", [
  ...legacy("stores"),
  "DEFAULT/known_stores",
]);

/** The store for new images. */
export const defaultBackend = since("train", "default store", "glance_store", "default_backend", [
  ...legacy("default_store"),
  ...legacy("default_swift_reference"),
]);

/** The file with Swift's user, key and URL. */
export const swiftReferenceFile = since(
  "train",
  "Swift reference file",
  swiftBackend,
  "swift_store_config_file",
  [
    ...legacy("swift_store_config_file"),
    ...legacy("swift_store_auth_address"),
    ...legacy("swift_store_auth_version"),
    ...legacy("swift_store_user"),
    ...legacy("swift_store_key"),
  ],
);

/** The section of that file. */
export const swiftReference = since(
  "train",
  "Swift reference",
  swiftBackend,
  "default_swift_reference",
  [],
);

/** The container for images. */
export const swiftContainer = since(
  "train",
  "Swift container",
  swiftBackend,
  "swift_store_container",
  legacy("swift_store_container"),
);

/** Whether the container is made when the first image comes. */
export const swiftCreateContainer = since(
  "train",
  "making of the Swift container",
  swiftBackend,
  "swift_store_create_container_on_put",
  legacy("swift_store_create_container_on_put"),
);

/** The region of Swift's endpoint. */
export const swiftRegion = since(
  "train",
  "Swift region",
  swiftBackend,
  "swift_store_region",
  legacy("swift_store_region"),
);
