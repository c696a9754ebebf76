import type { Meaning } from "../release";

const guide = "procedure 5.4";

/** Which pipeline of the paste file serves requests. */
export const pasteFlavor: Meaning = {
  title: "paste flavor",
  guide,
  statements: [
    {
      since: "juno",
      option: { file: "glance-api.conf", section: "paste_deploy", key: "flavor" },
      supersedes: [],
    },
  ],
};

/** An option of keystonemiddleware's auth_token since it knows plugins. */
function authToken(title: string, key: string, supersedes: readonly string[] = []): Meaning {
  return {
    title,
    guide,
    statements: [
      {
        since: "mitaka",
        option: { file: "glance-api.conf", section: "keystone_authtoken", key },
        supersedes: supersedes.map((older) => `keystone_authtoken/${older}`),
      },
    ],
  };
}

/** The login plugin, `password`. The guide's own admin_* speak the v2.0 API, gone since Queens. */
export const authType = authToken("authentication plugin", "auth_type", [
  "auth_plugin",
  "admin_token",
]);

/** Keystone's URL as the middleware reaches it. */
export const authUrl = authToken("Identity URL", "auth_url", [
  "auth_host",
  "auth_port",
  "auth_protocol",
  "auth_admin_prefix",
  "identity_uri",
]);

/** Keystone's URL as told to clients without a token. */
export const wwwAuthenticateUri: Meaning = {
  title: "public Identity URL",
  guide,
  statements: [
    {
      since: "mitaka",
      until: "queens",
      option: { file: "glance-api.conf", section: "keystone_authtoken", key: "auth_uri" },
      supersedes: [],
    },
    {
      since: "queens",
      option: {
        file: "glance-api.conf",
        section: "keystone_authtoken",
        key: "www_authenticate_uri",
      },
      supersedes: ["keystone_authtoken/auth_uri"],
    },
  ],
};

const projectNames = ["admin_tenant_name", "tenant_name", "tenant-name"];
const projectIds = ["tenant_id", "tenant-id"];

/** The service user's project. An id beside the name would win. */
export const authProject = authToken("service project", "project_name", [
  ...projectNames,
  "project_id",
  ...projectIds,
]);

/** The same by its id. */
export const authProjectId = authToken("service project's id", "project_id", [
  ...projectIds,
  "project_name",
  ...projectNames,
]);

/** The service user's name. */
export const authUsername = authToken("service user", "username", [
  "admin_user",
  "user_name",
  "user-name",
]);

/** The service user's password. */
export const authPassword = authToken("service user's password", "password", ["admin_password"]);

/** The domain of the service user. */
export const authUserDomain = authToken("user domain", "user_domain_name", ["user_domain_id"]);

/** The domain of the service user's project. */
export const authProjectDomain = authToken("project domain", "project_domain_name", [
  "project_domain_id",
]);

/** The region whose Keystone endpoint is used. Debian's package leaves a wrong one there. */
export const authRegion = authToken("Identity region", "region_name");
