/** Production's own SSH client on a host of a light lab, as the lab's user. */
import { readFileSync } from "node:fs";
import type { Client, ClientChannel } from "ssh2";
import { dial } from "../../host/observer/dial";
import { execute as executeAt, type Answer } from "../../host/observer/ssh";
import type { Inventory } from "../../lab/inventory";
import { hostOf } from "../../lab/ssh";

/** Longest that a login and a command may take on a busy machine. */
const seconds = 600;

function connectionTo(inventory: Inventory, host: string) {
  const { address, port, hostKey } = hostOf(inventory, host);
  const privateKey = readFileSync(inventory.ssh.privateKeyFile, "utf8");
  return { host: address, port, user: inventory.ssh.user, privateKey, hostKey };
}

/** A connection to a host. */
export function login(inventory: Inventory, host: string): Promise<Client> {
  return dial(connectionTo(inventory, host), seconds, []);
}

/** Runs a command with that text as its stdin. */
export function execute(
  inventory: Inventory,
  host: string,
  command: string,
  stdin = "",
): Promise<Answer> {
  return executeAt(connectionTo(inventory, host), command, stdin, seconds, seconds);
}

/** A command under way. */
interface Running {
  readonly channel: ClientChannel;
  /** Its exit code; null where a signal ended it, or the connection did. */
  readonly ended: Promise<number | null>;
}

/** Begins a command on an open connection. */
export function begin(client: Client, command: string): Promise<Running> {
  return new Promise((resolve, reject) =>
    client.exec(command, (error, channel) => {
      if (error) {
        reject(error);
        return;
      }
      // At once: a quick command's end comes in the same packet as its beginning.
      const ended = new Promise<number | null>((over) => {
        let code: number | null = null;
        channel.on("exit", (given: number | null) => (code = given));
        channel.on("close", () => {
          over(code);
        });
      });
      resolve({ channel, ended });
    }),
  );
}
