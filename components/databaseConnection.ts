import { output, type ComponentResourceOptions, type Input } from "@pulumi/pulumi";
import { databaseUrl, osloValue } from "../releases/forms";
import { databaseConnection } from "../releases/meanings/database";
import { apiReads, Part, settingsOf, type Target } from "./part";

export interface DatabaseConnectionArgs extends Target {
  /** The database server: the name or address that the grant was made for. */
  readonly host: string;
  /** Its port, usually 3306. */
  readonly port: number;
  /** The database, usually `glance`. */
  readonly name: string;
  /** The database user, usually `glance`. */
  readonly user: string;
  /** The user's password; any characters but newline and NUL. */
  readonly password: Input<string>;
}

/**
 * Procedure 5.2: the Image service's SQL database connection. Before it is written the host logs
 * in to the database with it.
 *
 * @example
 * new DatabaseConnection("database", { release: "zed", platform: debian,
 *   host: "10.0.0.5", port: 3306, name: "glance", user: "glance", password: secret("…") });
 */
export class DatabaseConnection extends Part {
  /** SQLAlchemy's URL; secret. */
  readonly url: Input<string>;

  constructor(name: string, args: DatabaseConnectionArgs, opts?: ComponentResourceOptions) {
    const { host, port, name: database, user, password } = args;
    const url = output({ host, port, name: database, user, password }).apply(databaseUrl);
    super(
      "DatabaseConnection",
      name,
      {
        image: {
          ...settingsOf(args, [[databaseConnection, url.apply(osloValue)]]),
          checks: [{ kind: "database", url }],
          units: apiReads(args),
          secrets: [password],
        },
      },
      opts,
    );
    this.url = url;
  }
}
