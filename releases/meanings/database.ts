import type { Meaning } from "../release";

/** The database's URL. */
export const databaseConnection: Meaning = {
  title: "database connection",
  guide: "procedure 5.2",
  statements: [
    {
      since: "juno",
      until: "kilo",
      option: { file: "glance-api.conf", section: "DEFAULT", key: "sql_connection" },
      supersedes: [],
    },
    {
      since: "kilo",
      option: { file: "glance-api.conf", section: "database", key: "connection" },
      supersedes: ["DEFAULT/sql_connection", "DATABASE/sql_connection", "sql/connection"],
    },
  ],
};
