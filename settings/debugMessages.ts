import { log } from "@pulumi/pulumi";

/** What the SDK says of a finished call: everything after `resp:` is the resource as it is now. */
const answer = /(RPC finished: .*?), resp: .*/s;

/**
 * A debug message of Pulumi's SDK without what a resource holds. The SDK writes it there whole, and
 * the engine then masks only what is a secret of the configuration word for word: not a generated
 * password, not a URL with a password in it, not a host's document.
 */
export function withoutAnswer(message: string): string {
  return message.replace(answer, "$1, resp: not shown, for it holds secrets");
}

/**
 * Keeps secrets out of the SDK's own debug messages, which `pulumi --debug` prints and an event log
 * keeps. Call it before the first resource is made. The SDK has no setting for it.
 */
export function keepSecretsOutOfDebugMessages(): void {
  const { debug } = log;
  Object.assign(log, {
    debug: (message: string, ...rest: Rest<typeof debug>) => debug(withoutAnswer(message), ...rest),
  });
}

type Rest<F> = F extends (first: string, ...rest: infer R) => unknown ? R : never;
