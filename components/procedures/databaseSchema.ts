import type { ComponentResourceOptions, Input } from "@pulumi/pulumi";
import { databaseCheck, offers } from "../../releases/features";
import { Procedure, type Target } from "./procedure";

export interface DatabaseSchemaArgs extends Target {
  /** The database's URL: another database means another look. */
  readonly connection: Input<string>;
  /** Whether to make and upgrade the tables; false only looks, and fails where they are behind. */
  readonly populate: boolean;
}

/**
 * Procedure 5.8: the tables of the Image service's database, made and upgraded as the glance user,
 * on one host of a region, only when needed: since Rocky `glance-manage db check` knows, before it
 * the tables are synced with each new Glance and connection, which is harmless. Undo never drops them: data is not ours to drop.
 */
export class DatabaseSchema extends Procedure {
  constructor(name: string, args: DatabaseSchemaArgs, opts?: ComponentResourceOptions) {
    super(
      "DatabaseSchema",
      name,
      {
        image: {
          schema: {
            user: args.platform.glanceUser,
            check: offers(databaseCheck, args.release) ? "glance-manage db check" : null,
            sync: args.populate ? "glance-manage db_sync" : null,
            connection: args.connection,
          },
        },
      },
      opts,
    );
  }
}
