/** Asks a host for its drift. */
import { z } from "zod";
import type { Drift, ObservationInputs } from "./observation";
import { lastSaid } from "./said";
import { execute } from "./ssh";

const answer = z.object({ format: z.literal(1), drift: z.record(z.string(), z.string()) });

/** Longest an observation may take, in seconds; the host's own bound is shorter. */
const bound = 270;

/**
 * What of a host is no longer as it must be. A host that cannot be asked is itself the finding, so
 * that it hides no other host's.
 */
export async function observe(
  host: string,
  { connection, command, stdin = "" }: ObservationInputs,
): Promise<Drift> {
  try {
    const { code, stdout, stderr } = await execute(connection, command, stdin, bound);
    if (code !== 0)
      return { [host]: `cannot be observed: ${lastSaid(stderr) ?? `exit code ${code}`}` };
    const answered = answer.safeParse(json(stdout));
    if (!answered.success) throw new Error("what it answered is no observation");
    return answered.data.drift;
  } catch (error) {
    return {
      [host]: `cannot be observed: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
