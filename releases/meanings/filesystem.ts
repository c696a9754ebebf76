import { called, type Meaning } from "../release";
import { fileBackend } from "./stores";

/** Whether an image's locations are shown to those who ask. */
export const showMultipleLocations: Meaning = {
  title: "show multiple locations",
  guide: "procedure 5.11",
  file: "glance-api.conf",
  names: { juno: called("DEFAULT/show_multiple_locations") },
};

/** An option of the file store: it moved with the stores, twice. */
function ofFileStore(title: string, guide: string, key: string): Meaning {
  return {
    title,
    guide,
    file: "glance-api.conf",
    names: {
      juno: called(`DEFAULT/${key}`),
      kilo: called(`glance_store/${key}`, `DEFAULT/${key}`),
      train: called(`${fileBackend}/${key}`, `DEFAULT/${key}`, `glance_store/${key}`),
    },
  };
}

/** The file store's JSON document of id and mount point. */
export const metadataFile = ofFileStore(
  "file system metadata file",
  "procedure 5.11",
  "filesystem_store_metadata_file",
);

/** The file store's directory. */
export const imagesDirectory = ofFileStore(
  "images directory",
  "procedure 5.9",
  "filesystem_store_datadir",
);

/** Several directories of the file store, which glance_store does not take beside the one. */
export const imagesDirectories: Meaning = {
  title: "images directories",
  guide: "beyond the guide",
  file: "glance-api.conf",
  names: {
    juno: called("DEFAULT/filesystem_store_datadirs"),
    kilo: called("glance_store/filesystem_store_datadirs"),
    train: called(`${fileBackend}/filesystem_store_datadirs`),
  },
};
