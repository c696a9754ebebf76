import { called, type Meaning } from "../release";

/** The database's URL. glance-registry has the same in its own file. */
export const databaseConnection: Meaning = {
  title: "database connection",
  guide: "procedure 5.2",
  file: "glance-api.conf",
  names: {
    juno: called("DEFAULT/sql_connection"),
    kilo: called(
      "database/connection",
      "DEFAULT/sql_connection",
      "DATABASE/sql_connection",
      "sql/connection",
    ),
  },
};
