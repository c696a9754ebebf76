import { registered, revealed } from "./mocks";
import { awkwardPasswords } from "./awkward";
import * as assert from "node:assert/strict";
import type { Procedure } from "../../components/procedures/procedure";
import type { Role } from "../../settings/schema";

/** A part as hosts and previews see it, with its outputs resolved. */
export interface Spoken {
  readonly type: string;
  /** What a preview shows; secret leaves stand in Secret. */
  readonly inputs: unknown;
  /** What it says to hosts of a role; undefined where it says nothing. */
  said(role: Role): Record<string, unknown> | undefined;
}

/** Makes a part and listens to it. */
export async function spoken(make: () => Procedure): Promise<Spoken> {
  const parts: Procedure[] = [];
  const resources = await registered(() => parts.push(make()));
  const [part] = parts;
  const [resource] = resources;
  assert.ok(part !== undefined && resource !== undefined && resources.length === 1);
  const roles: Role[] = ["image", "compute", "identity"];
  const contributions = await Promise.all(
    roles.map(async (role) => {
      const [signed, ...others] = part.for(role);
      assert.deepEqual(others, []);
      if (signed === undefined) return [role, undefined] as const;
      assert.equal(resource.type, `glance:index:${signed.component}`);
      return [role, (await revealed(signed.contribution)) as Record<string, unknown>] as const;
    }),
  );
  const byRole = new Map(contributions);
  return { type: resource.type, inputs: resource.inputs, said: (role) => byRole.get(role) };
}

/** What a part says to image hosts with each of the awkward passwords. */
export async function withAwkwardPasswords(
  make: (name: string, password: string) => Procedure,
): Promise<readonly (readonly [password: string, said: Record<string, unknown>])[]> {
  const parts: (readonly [string, Procedure])[] = [];
  await registered(() => {
    awkwardPasswords.forEach((password, index) => {
      parts.push([password, make(`part-${index}`, password)]);
    });
  });
  return Promise.all(
    parts.map(async ([password, part]) => {
      const said = await revealed(part.for("image")[0]?.contribution);
      return [password, said as Record<string, unknown>] as const;
    }),
  );
}
