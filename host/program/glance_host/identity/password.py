"""The user's password: tried first, and set only where Keystone refuses it and nobody else lives from it.

Setting one, even the same, revokes every token of the user, and with them the requests that the
Image service is answering just now.
"""

from glance_host.identity import region_tags as marks
from glance_host.identity import registry
from glance_host.keystone.api import KeystoneError, login
from glance_host.problem import shell

GIVE = "pulumi config set --secret --path glance:identity.password"
RESET = "pulumi config set --path glance:identity.resetPassword true"


def asked(context, finder, admin, request, there):
    """([a Problem] where the user has another password that may be somebody's, ready)"""
    wanted = request["user"]
    user = finder.one("user", {"name": wanted["name"], "domain_id": there["domain"]}, "user " + wanted["name"])
    if user is None:
        return [], False
    credentials = {
        "authUrl": admin.auth_url,
        "caCertificate": admin.access.get("caCertificate"),
        "caFile": admin.access.get("caFile"),
        "username": wanted["name"],
        "password": wanted["password"],
        "userDomainId": there["domain"],
        "projectId": there["project"],
    }
    if logs_in(credentials, scoped=False):
        return [], logs_in(credentials)
    others = _others(context, user, request["region"])
    # Nobody logs in as a user that is disabled.
    if not others or not user.get("enabled", True) or wanted.get("resetPassword"):
        return [], False
    what = "user %s (%s) has another password than the stack's, and %s" % (
        wanted["name"],
        user["id"],
        others,
    )
    hint = (
        "Give the stack the user's password (the first command), or name another user in "
        "glance:identity.user. Where nobody else logs in as this user, let the stack set its password "
        "(the second command)"
    )
    return [finder.problem(what, hint, "%s\n%s" % (GIVE, RESET))], False


def _others(context, user, region):
    """Who may live from the user's password besides this stack, in words; "" where nobody does."""
    row = registry.kept(context.system).get(registry.key("user", user["id"]), {})
    stacks = set(row.get("stacks", [])) - {context.document["stack"]}
    regions = marks.regions(user) - {region}
    if regions or stacks:
        return "others use it: %s" % ", ".join(sorted(regions) or sorted(stacks))
    if marks.bears(user) or context.document["stack"] in row.get("stacks", []):
        return ""
    return "the stack has not made this user: a new password would lock out whoever logs in as it"


def make_work(finder, administrator, wanted, ids, created):
    """Makes the password of `wanted`, a document's user, work. `ids` are those of its records."""
    credentials = {
        "authUrl": administrator.auth_url,
        "caCertificate": administrator.access.get("caCertificate"),
        "caFile": administrator.access.get("caFile"),
        "username": wanted["name"],
        "password": wanted["password"],
        "userDomainId": ids["domain"],
        "projectId": ids["project"],
    }
    if logs_in(credentials):
        return
    if created:
        raise finder.problem(
            "user %s cannot log in with the password it was just made with" % wanted["name"],
            "See Keystone's log. Where its users are in LDAP, make the user there",
        )
    if logs_in(credentials, scoped=False):
        raise finder.problem(
            "user %s has its role in project %s and still cannot log in to it"
            % (wanted["name"], wanted["project"]),
            "See whether the project is enabled",
            shell("openstack", "project", "show", ids["project"]),
        )
    finder.password(ids["user"], wanted["name"], wanted["password"])
    if not logs_in(credentials):
        raise finder.problem(
            "user %s cannot log in with the password that was just set" % wanted["name"],
            "See whether the user is locked, expired or in another domain",
            shell("openstack", "user", "show", ids["user"]),
        )


def logs_in(credentials, scoped=True):
    """Whether Keystone takes the password; another refusal than 401 is a KeystoneError."""
    try:
        with login(credentials, scoped):
            return True
    except KeystoneError as error:
        if error.status != 401:
            raise
        return False
