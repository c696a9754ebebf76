import type { SecretInput } from "../../../host/document/secretInput";
import type { Target } from "../procedure";

/** What TLS is made from, whoever terminates it. */
export interface TlsArgs extends Target {
  /** PEM: the server's certificate and its intermediates. */
  readonly certificate: string;
  /** PEM: its private key. */
  readonly privateKey: SecretInput;
  /** PEM: the authorities whose clients are let in; all clients are when missing. */
  readonly clientCa?: string;
  /** Where users reach the API. */
  readonly bind: { readonly host: string; readonly port: number };
  /** The loopback port of glance-api behind it. */
  readonly backendPort: number;
  /** The URL that users know the API by. */
  readonly publicUrl: string;
  /** Seconds for which browsers insist on TLS (`Strict-Transport-Security`); 0 says nothing. */
  readonly hsts: number;
}
