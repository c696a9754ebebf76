import { output, type ComponentResourceOptions, type Input } from "@pulumi/pulumi";
import type { SecretInput } from "../../host/document/secretInput";
import { databaseUrl, osloValue } from "../../releases/forms";
import { databaseConnection } from "../../releases/meanings/database";
import { bothRead, Procedure, settingsOfBoth, type Target } from "./procedure";

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
  readonly password: SecretInput;
}

/** Where glance-registry listens; the guide leaves it at that. */
const registryPort = 9191;

/**
 * Procedure 5.2: the Image service's SQL database connection. Before it is written the host logs
 * in to the database with it. Where the release has a registry, its file says the same.
 *
 * @example
 * new DatabaseConnection("database", { release: "zed", platform: debian, registry: false,
 *   host: "10.0.0.5", port: 3306, name: "glance", user: "glance", password: secretInput("…") });
 */
export class DatabaseConnection extends Procedure {
  /** SQLAlchemy's URL; secret. */
  readonly url: Input<string>;

  constructor(name: string, args: DatabaseConnectionArgs, opts?: ComponentResourceOptions) {
    const { host, port, name: database, user, password } = args;
    const url = output({ host, port, name: database, user, password }).apply((login) =>
      databaseUrl(args.release, login),
    );
    super(
      "DatabaseConnection",
      name,
      {
        image: {
          ...settingsOfBoth(args, [[databaseConnection, url.apply(osloValue)]]),
          checks: [{ kind: "database", url }],
          units: bothRead(args),
          health: args.registry
            ? [
                {
                  kind: "tcp",
                  host: "127.0.0.1",
                  port: registryPort,
                  unit: args.platform.registryUnit,
                  timeoutSeconds: 60,
                },
              ]
            : [],
          secrets: [password],
        },
      },
      opts,
    );
    this.url = url;
  }
}
