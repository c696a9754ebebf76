import type { types } from "@pulumi/command";
import { pemText } from "../../settings/checks/certificate";
import type { HostSettings, Settings } from "../../settings/schema";

/**
 * How SSH reaches a host. Its key is always checked. Without a private key in the configuration
 * the SSH agent's serve, and the stack's state holds none.
 */
export function connectionTo(
  { address, port, hostKey }: HostSettings,
  ssh: Settings["ssh"],
): types.input.remote.ConnectionArgs {
  const login =
    ssh.privateKey === undefined ? {} : { privateKey: ssh.privateKey.map(pemText).asInput() };
  const { bastion } = ssh;
  const proxy = bastion === undefined ? {} : { proxy: { ...bastion, ...login } };
  return { host: address, port, user: ssh.user, hostKey, perDialTimeout: 15, ...login, ...proxy };
}
