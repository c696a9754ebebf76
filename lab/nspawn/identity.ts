/** Where a lab's Identity service is, as hosts of its release know it. */
import type { Plan } from "./plan";

/** Addresses of Keystone on the host of that name or address. */
export interface IdentityUrls {
  /** Where administrators and other services log in. */
  readonly admin: string;
  /** What users, and the Image service at its store, log in to (procedure 5.5, step 2). */
  readonly public: string;
}

/** Whether the release's own addresses are those of the v2.0 API, which went with Queens. */
export function speaksV2({ topology }: Plan): boolean {
  return topology.release === "juno";
}

/** The guide's two addresses of the v2.0 API, or the one of v3. */
export function identityUrls(plan: Plan, host: string): IdentityUrls {
  if (speaksV2(plan)) {
    return { admin: `http://${host}:35357/v2.0`, public: `http://${host}:5000/v2.0/` };
  }
  const url = `http://${host}:5000/v3`;
  return { admin: url, public: url };
}
