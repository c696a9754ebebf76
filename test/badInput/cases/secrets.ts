/** Secrets that stand in the stack's file as they are: each setting of the schema that is one. */
import { settings } from "../../../docs/settings";
import { changed, complete, raw } from "../../support/configuration";
import type { BadConfiguration } from "../case";

/** Another secret of the same key, left out so that one setting is wrong and no other. */
const others: Readonly<Record<string, string>> = {
  "identity.password": "identity/administrator",
  "identity.administrator.password": "identity/password",
};

export const secrets: readonly BadConfiguration[] = settings()
  .filter(({ secret }) => secret)
  .map(({ path }) => {
    const group = path.replace(/\..*/, "");
    const other = others[path];
    const base = other === undefined ? complete : changed(complete, { [other]: undefined });
    return {
      group: "unencrypted secrets",
      what: path,
      configuration: { ...raw(base), isSecret: (key: string) => key !== `glance:${group}` },
      path,
      says: `stands unencrypted. Set it anew, encrypted.\n  pulumi config set --secret --path glance:${path}`,
    };
  });
