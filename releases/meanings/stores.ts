import { called, gone, type Gone, type Meaning, type Name, type Since } from "../release";

function meaning(title: string, names: Since<Name | Gone>): Meaning {
  return { title, guide: "procedure 5.5", file: "glance-api.conf", names };
}

const legacy = (...keys: readonly string[]) =>
  keys.flatMap((key) => [`DEFAULT/${key}`, `glance_store/${key}`]);

/** Names of the backends: since Train the sections of the same names hold their options. */
export const swiftBackend = "swift";
export const fileBackend = "file";

/** The stores that exist: `file,swift`; since Train `name:type` each. */
export const enabledBackends = meaning("enabled stores", {
  juno: called("glance_store/stores", "DEFAULT/known_stores"),
  train: called("DEFAULT/enabled_backends", ...legacy("stores"), "DEFAULT/known_stores"),
});

/** The store for new images. */
export const defaultBackend = meaning("default store", {
  juno: called("DEFAULT/default_store"),
  kilo: called("glance_store/default_store", "DEFAULT/default_store"),
  train: called(
    "glance_store/default_backend",
    ...legacy("default_store", "default_swift_reference"),
  ),
});

/** A key of Swift's account in glance-api.conf itself, where images' rows would repeat it. */
function guides(title: string, key: string): Meaning {
  return meaning(title, {
    juno: called(`DEFAULT/${key}`),
    kilo: gone("A file of its own holds Swift's accounts (swift_store_config_file)."),
  });
}

export const swiftAuthAddress = guides("Swift's Identity URL", "swift_store_auth_address");
export const swiftUser = guides("Swift's user", "swift_store_user");
export const swiftKey = guides("Swift's password", "swift_store_key");

const account = ["auth_address", "user", "key"].map((key) => `swift_store_${key}`);

/** The file with Swift's user, key and URL. */
export const swiftReferenceFile = meaning("Swift reference file", {
  kilo: called(
    "glance_store/swift_store_config_file",
    "DEFAULT/swift_store_config_file",
    ...legacy(...account),
  ),
  train: called(
    `${swiftBackend}/swift_store_config_file`,
    ...legacy("swift_store_config_file", ...account, "swift_store_auth_version"),
  ),
});

/** The section of that file. */
export const swiftReference = meaning("Swift reference", {
  kilo: called("glance_store/default_swift_reference", "DEFAULT/default_swift_reference"),
  train: called(`${swiftBackend}/default_swift_reference`),
});

/** The version of Keystone's API that Swift's user speaks, where the file cannot say it. */
export const swiftAuthVersion = meaning("Swift's Identity version", {
  kilo: called("glance_store/swift_store_auth_version", "DEFAULT/swift_store_auth_version"),
  liberty: gone("The reference file says it."),
});

/** An option of the Swift store: it moved with the stores, twice. */
function ofSwiftStore(title: string, key: string): Meaning {
  return meaning(title, {
    juno: called(`DEFAULT/${key}`),
    kilo: called(`glance_store/${key}`, `DEFAULT/${key}`),
    train: called(`${swiftBackend}/${key}`, ...legacy(key)),
  });
}

/** The container for images. */
export const swiftContainer = ofSwiftStore("Swift container", "swift_store_container");

/** Whether the container is made when the first image comes. */
export const swiftCreateContainer = ofSwiftStore(
  "making of the Swift container",
  "swift_store_create_container_on_put",
);

/** The region of Swift's endpoint. */
export const swiftRegion = ofSwiftStore("Swift region", "swift_store_region");

/** What decides how Swift is reached: no component writes it, a stack's extra settings may. */
function wayToSwift(title: string, key: string, juno: Since<Name> = {}): Meaning {
  return {
    title,
    guide: "beyond the guide",
    file: "glance-api.conf",
    names: {
      ...juno,
      kilo: called(`glance_store/${key}`),
      train: called(`${swiftBackend}/${key}`),
    },
  };
}

/** The same, of those that the guide's own Juno has. */
function junosWayToSwift(title: string, key: string): Meaning {
  return wayToSwift(title, key, { juno: called(`DEFAULT/${key}`) });
}

export const swiftEndpointType = junosWayToSwift("type of endpoint", "swift_store_endpoint_type");
export const swiftServiceType = junosWayToSwift("type of service", "swift_store_service_type");
export const swiftEndpoint = wayToSwift("Swift's own URL", "swift_store_endpoint");
export const swiftAuthority = wayToSwift("authority", "swift_store_cacert");
export const swiftInsecure = junosWayToSwift(
  "no look at certificates",
  "swift_store_auth_insecure",
);

/** Whether an image's data stays when the image goes, until Glance's scrubber comes. */
export const delayedDelete: Meaning = {
  title: "delayed deletion",
  guide: "beyond the guide",
  file: "glance-api.conf",
  names: { juno: called("DEFAULT/delayed_delete") },
};
