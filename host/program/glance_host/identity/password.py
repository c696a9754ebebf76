"""The user's password: tried first, and set only where Keystone refuses it.

Setting one, even the same, revokes every token of the user, and with them the requests that the
Image service is answering just now.
"""

from glance_host.keystone.api import KeystoneError, login
from glance_host.problem import shell


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
