import type { Meaning } from "../release";
import { fileBackend } from "./stores";

/** Whether an image's locations are shown to those who ask. */
export const showMultipleLocations: Meaning = {
  title: "show multiple locations",
  guide: "procedure 5.11",
  statements: [
    {
      since: "juno",
      option: { file: "glance-api.conf", section: "DEFAULT", key: "show_multiple_locations" },
      supersedes: [],
    },
  ],
};

/** The file store's JSON document of id and mount point. */
export const metadataFile: Meaning = {
  title: "file system metadata file",
  guide: "procedure 5.11",
  statements: [
    {
      since: "train",
      option: {
        file: "glance-api.conf",
        section: fileBackend,
        key: "filesystem_store_metadata_file",
      },
      supersedes: [
        "DEFAULT/filesystem_store_metadata_file",
        "glance_store/filesystem_store_metadata_file",
      ],
    },
  ],
};

/** The file store's directory. */
export const imagesDirectory: Meaning = {
  title: "images directory",
  guide: "procedure 5.9",
  statements: [
    {
      since: "train",
      option: { file: "glance-api.conf", section: fileBackend, key: "filesystem_store_datadir" },
      supersedes: ["DEFAULT/filesystem_store_datadir", "glance_store/filesystem_store_datadir"],
    },
  ],
};
