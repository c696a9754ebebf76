/** Whether an SSH server answers, without a login. */
import { connect } from "node:net";
import type { LabHost } from "./inventory";
import { until, type Seen } from "./until";

/** Where it would be. */
type Place = Pick<LabHost, "address" | "port">;

/** Waits until an SSH server answers at that address. */
export async function untilAnswers(place: Place): Promise<void> {
  await until(`an SSH server at ${place.address}`, () => answered(place));
}

/** Whether an SSH server answers at that address. */
export async function answers(place: Place): Promise<boolean> {
  return (await answered(place)) === true;
}

/** Seconds for a connection, which a host that boots may lose, and then for a server's first words. */
const patience = { connection: 1, words: 30 };

function answered({ address, port }: Place): Promise<Seen> {
  return new Promise((resolve) => {
    const socket = connect(port, address);
    const done = (seen: Seen) => {
      socket.destroy();
      resolve(seen);
    };
    socket.setTimeout(patience.connection * 1000, () => {
      done(socket.connecting ? "no answer" : "a server that says nothing");
    });
    socket.once("connect", () => socket.setTimeout(patience.words * 1000));
    socket.once("data", (data) => {
      const words = data.toString();
      done(words.startsWith("SSH-") || `a server that says ${JSON.stringify(words.slice(0, 40))}`);
    });
    socket.once("error", ({ message }) => {
      done(message);
    });
    socket.once("end", () => {
      done("a server that hangs up");
    });
  });
}
