"""A password login to Keystone, by its v3 or its v2.0 API: which of them the URL says."""

import re

# How Keystone makes a project's id.
_ID = re.compile(r"[0-9a-f]{32}\Z")


def is_id(project):
    """Whether a project is named by its id."""
    return _ID.match(project) is not None


def v3_url(auth_url):
    """The v3 address at the same host and port: `http://h:35357/v2.0/` → `http://h:35357/v3`."""
    return re.sub(r"/v(2\.0|3)\Z", "", auth_url.rstrip("/")) + "/v3"


def speaks_v2(auth_url):
    """Whether the URL is one of the v2.0 API, which Keystone had until Pike (Queens: gone)."""
    return auth_url.rstrip("/").endswith("/v2.0")


def password(credentials, scoped):
    """keystoneauth1's login by the API that the URL names."""
    make = _password_v2 if speaks_v2(credentials["authUrl"]) else _password_v3
    return make(credentials, scoped)


def _password_v3(credentials, scoped):
    from keystoneauth1.identity import v3

    scope = _domain(credentials, "user")
    if scoped:
        scope.update(_project(credentials))
    return v3.Password(
        v3_url(credentials["authUrl"]),
        username=credentials["username"],
        password=credentials["password"],
        unscoped=not scoped,
        reauthenticate=False,
        **scope
    )


def _password_v2(credentials, scoped):
    """The v2.0 API knows no domains, and calls projects tenants."""
    from keystoneauth1.identity import v2

    scope = _project(credentials) if scoped else {}
    return v2.Password(
        credentials["authUrl"].rstrip("/"),
        username=credentials["username"],
        password=credentials["password"],
        tenant_id=scope.get("project_id"),
        tenant_name=scope.get("project_name"),
        reauthenticate=False,
    )


def _project(credentials):
    """The project to log in to, as keystoneauth1's arguments: by its id, or by name and domain."""
    project = credentials.get("projectId") or credentials["projectName"]
    by_id = is_id(project) and not credentials.get("projectByName")
    if credentials.get("projectId") or by_id:
        return {"project_id": project}
    return dict(_domain(credentials, "project"), project_name=project)


def _domain(credentials, kind):
    if credentials.get(kind + "DomainId"):
        return {kind + "_domain_id": credentials[kind + "DomainId"]}
    if credentials.get(kind + "DomainName"):
        return {kind + "_domain_name": credentials[kind + "DomainName"]}
    return {kind + "_domain_id": "default"}
