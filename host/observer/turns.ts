/** One deed after the other on a machine. */
import { machineOf } from "./machine";

/**
 * While a host changes its name the stack may have one machine under two: what leaves under the one
 * would take away the program that is about to run for the other.
 */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Does it once all that was begun before on the machine behind this connection has ended. */
  async take<T>(connection: unknown, deed: () => Promise<T>): Promise<T> {
    const machine = machineOf(connection);
    if (machine === undefined) return deed();
    const key = machine.hostKey === "" ? machine.address : machine.hostKey;
    const done = (this.last.get(key) ?? Promise.resolve()).then(deed);
    this.last.set(
      key,
      done.catch(() => undefined), // whoever asked for it is told
    );
    return done;
  }
}
