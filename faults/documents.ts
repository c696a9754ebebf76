/** The documents that the suite applies: a host's own out of the state, and a changed one. */
import { inflateSync } from "node:zlib";
import type { HostDocument } from "../host/document/document";
import { dictionary } from "../host/document/encode";
import type { TestLab } from "../lab/session";

interface Resource {
  readonly type: string;
  readonly urn: string;
  readonly inputs?: { readonly stdin?: unknown };
}

/** The document of a host, as the last `pulumi up` sent it. It holds secrets: keep it in memory. */
export function documentOf(lab: TestLab, host: string): HostDocument {
  const state = JSON.parse(
    lab.pulumi("stack", "export", "--show-secrets", "--stack", lab.stack),
  ) as { deployment: { resources: readonly Resource[] } };
  const stdin = state.deployment.resources.find(
    ({ type, urn }) => type === "command:remote:Command" && urn.endsWith(`::${host}`),
  )?.inputs?.stdin;
  const text = typeof stdin === "string" ? stdin : plain(stdin);
  return JSON.parse(
    inflateSync(Buffer.from(text, "base64"), { dictionary }).toString(),
  ) as HostDocument;
}

/** A secret of an export with --show-secrets: JSON in a text. */
function plain(secret: unknown): string {
  const { plaintext } = secret as { readonly plaintext: string };
  return JSON.parse(plaintext) as string;
}

/** Another login to the database, which the lab's gets beside its own. */
export interface OtherLogin {
  readonly user: string;
  readonly password: string;
}

/**
 * The document with one key and one password changed: `[DEFAULT] workers`, and the database's
 * login.
 */
export function changed(document: HostDocument, login: OtherLogin): HostDocument {
  const file = document.settings.find(({ path }) => path.endsWith("/glance-api.conf"));
  const url = file?.set.database?.connection?.value;
  if (url === undefined) throw new Error(`${document.host} has no database connection`);
  const other = url.replace(/\/\/[^@]*@/, () => `//${login.user}:${login.password}@`);
  // The same URL stands in the settings, the login check and the schema's request.
  const text = JSON.stringify(document).replaceAll(JSON.stringify(url), JSON.stringify(other));
  const result = JSON.parse(text) as HostDocument;
  return {
    ...result,
    secrets: [...result.secrets, login.password],
    settings: result.settings.map((each) =>
      each.path === file?.path
        ? {
            ...each,
            set: {
              ...each.set,
              DEFAULT: {
                ...each.set.DEFAULT,
                workers: { value: "1", component: "ExtraSettings" },
              },
            },
          }
        : each,
    ),
  };
}

/** Makes the other login, as an operator does before a rotation. */
export function makeLogin(lab: TestLab, login: OtherLogin): void {
  const { name } = lab.inventory.database;
  const network = `${lab.inventory.network.split(".").slice(0, 3).join(".")}.%`;
  const user = `'${login.user}'@'${network}'`;
  lab.on(
    lab.inventory.identity.host,
    "mysql",
    `CREATE OR REPLACE USER ${user} IDENTIFIED BY '${login.password}';
     GRANT ALL ON \`${name}\`.* TO ${user};`,
  );
}
