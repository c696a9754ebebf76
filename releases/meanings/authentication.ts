import { called, gone, type Meaning, type Name, type Since, type Gone } from "../release";

function meaning(title: string, names: Since<Name | Gone>): Meaning {
  return { title, guide: "procedure 5.4", file: "glance-api.conf", names };
}

/** Which pipeline of the paste file serves requests. */
export const pasteFlavor = meaning("paste flavor", { juno: called("paste_deploy/flavor") });

/** The guide's own keys speak the API v2.0 alone. From Kilo on auth_token logs in by a plugin. */
function guides(title: string, key: string): Meaning {
  return meaning(title, {
    juno: called(`keystone_authtoken/${key}`),
    kilo: gone("auth_token logs in by a plugin, with auth_url, username, password and project."),
  });
}

export const authHost = guides("Identity host", "auth_host");
export const authPort = guides("Identity port", "auth_port");
export const authProtocol = guides("Identity protocol", "auth_protocol");
export const adminTenantName = guides("service tenant", "admin_tenant_name");
export const adminUser = guides("service user", "admin_user");
export const adminPassword = guides("service user's password", "admin_password");

/** The same key with the same older names through all releases that log in by a plugin. */
function plugins(title: string, key: string, ...older: readonly string[]): Meaning {
  const drops = older.map((name) => `keystone_authtoken/${name}`);
  return meaning(title, { kilo: called(`keystone_authtoken/${key}`, ...drops) });
}

/** The login plugin, `password`: of which version of the API, the URL says, and whether there are domains. */
export const authType = meaning("authentication plugin", {
  kilo: called("keystone_authtoken/auth_plugin", "keystone_authtoken/admin_token"),
  mitaka: called(
    "keystone_authtoken/auth_type",
    "keystone_authtoken/auth_plugin",
    "keystone_authtoken/admin_token",
  ),
});

/** Keystone's URL as the middleware reaches it. */
export const authUrl = plugins(
  "Identity URL",
  "auth_url",
  "auth_host",
  "auth_port",
  "auth_protocol",
  "auth_admin_prefix",
  "identity_uri",
);

/** Keystone's URL as told to clients without a token. */
export const wwwAuthenticateUri = meaning("public Identity URL", {
  kilo: called("keystone_authtoken/auth_uri"),
  queens: called("keystone_authtoken/www_authenticate_uri", "keystone_authtoken/auth_uri"),
});

const tenantNames = ["admin_tenant_name", "tenant-name"];
const projectIds = ["tenant_id", "tenant-id"];

/** The service user's project. An id beside the name would win. */
export const authProject = plugins(
  "service project",
  "project_name",
  "tenant_name",
  ...tenantNames,
  "project_id",
  ...projectIds,
);

/** The same by its id. */
export const authProjectId = plugins(
  "service project's id",
  "project_id",
  ...projectIds,
  "project_name",
  "tenant_name",
  ...tenantNames,
);

/** The service user's name. */
export const authUsername = plugins(
  "service user",
  "username",
  "admin_user",
  "user_name",
  "user-name",
);

/** The service user's password. */
export const authPassword = plugins("service user's password", "password", "admin_password");

/** The domain of the service user. */
export const authUserDomain = plugins("user domain", "user_domain_name", "user_domain_id");

/** The domain of the service user's project. */
export const authProjectDomain = plugins(
  "project domain",
  "project_domain_name",
  "project_domain_id",
);

/** The region whose Keystone endpoint is used. Debian's package leaves a wrong one there. */
export const authRegion = meaning("Identity region", {
  liberty: called("keystone_authtoken/region_name"),
});

/** Which endpoint of Keystone's is used; no component writes it, a stack's extra settings may. */
export const authInterface: Meaning = {
  title: "Identity interface",
  guide: "beyond the guide",
  file: "glance-api.conf",
  names: { train: called("keystone_authtoken/interface") },
};
