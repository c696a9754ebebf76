/**
 * Options of Glance and its libraries whose value OpenStack itself never logs. In a fragment of `extra`
 * they must come encrypted.
 */

/**
 * What has `secret=True` in any release from Juno to 2026.2, older names included, of glance,
 * glance_store, castellan, keystoneauth, keystonemiddleware, oslo.cache, oslo.db, oslo.messaging and
 * osprofiler. Read from their sources at all tags, as of July 2026:
 *
 *     git grep -n secret=True TAG -- '*.py'
 *
 * Whichever section has them: a plugin's options stand in sections that only the operator knows.
 */
const marked: ReadonlySet<string> = new Set([
  "access_token",
  "admin_password",
  "admin_tenant_name",
  "admin_token",
  "admin_user",
  "application_credential_secret",
  "approle_role_id",
  "approle_secret_id",
  "asyncio_connection",
  "asyncio_slave_connection",
  "authorization_code",
  "backend_argument",
  "cinder_store_application_credential_secret",
  "cinder_store_password",
  "client_secret",
  "code",
  "connection",
  "hmac_keys",
  "memcache_password",
  "memcache_secret_key",
  "metadata_encryption_key",
  "notification_transport_url",
  "oauth2_client_secret",
  "passcode",
  "password",
  "qpid_password",
  "rabbit_password",
  "redis_password",
  "root_token_id",
  "s3_store_access_key",
  "s3_store_proxy_password",
  "s3_store_secret_key",
  "slave_connection",
  "sql_connection",
  "ssl_key_password",
  "swift_store_application_credential_id",
  "swift_store_application_credential_secret",
  "swift_store_config_file",
  "swift_store_key",
  "swift_store_user",
  "token",
  "transport_url",
  "vmware_server_password",
]);

/** Names that a plugin's option for a secret has. */
const telling = /passw|passphrase|secret|(access|api|private|encryption|hmac)_?keys?$/;

/** Whether an option holds a secret: OpenStack marks it as one, or its name says so. */
export function isSecretOption(name: string): boolean {
  // oslo.config takes an option's name with hyphens as with underscores.
  const folded = name.toLowerCase().replaceAll("-", "_");
  return marked.has(folded) || telling.test(folded);
}
