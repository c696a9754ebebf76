"""Keystone's administrator, as a document or a ledger says who that is.

Records are made by the v3 API alone, which every Keystone from Havana on has. Where the administrator's
URL is one of the v2.0 API, as in the guide's keystonerc_admin, /v3 of the same host and port serves.
"""

import contextlib

from glance_host.keystone.api import Api, KeystoneError, login
from glance_host.keystone.auth import v3_url
from glance_host.keystone.rcfile import RcFileError, admin_access
from glance_host.problem import Problem, shell

WHERE = "Keystone"


class Administrator:
    """`api` now, and `again` for a later step that puts things back."""

    def __init__(self, access, api):
        self.access = access
        self.api = api
        self.auth_url = access["authUrl"]

    def again(self, action):
        """Runs action(api) in a login of its own, long after this one has ended."""
        with login(self.access) as session:
            action(Api(session, self.auth_url))


@contextlib.contextmanager
def administrator(context, admin, component):
    """Logs in as the administrator; whatever Keystone refuses within is the component's Problem."""
    hint = "See that Keystone runs and that the administrator's credentials are right"
    command = None
    try:
        access = admin
        if "rcFile" in admin:
            hint = "See that Keystone runs, and try the login of %s on this host" % admin["rcFile"]
            command = shell("sh", "-c", ". %s && openstack token issue" % shell(admin["rcFile"]))
            with open(context.system.path(admin["rcFile"]), encoding="utf-8") as file:
                access = admin_access(file.read(), admin["rcFile"])
        access = dict(access, authUrl=v3_url(access["authUrl"]))
        with login(access) as session:
            yield Administrator(access, Api(session, access["authUrl"]))
    except (OSError, RcFileError, UnicodeDecodeError) as error:
        raise Problem(component, WHERE, _reading(error, admin), hint, command) from None
    except KeystoneError as error:
        raise Problem(component, WHERE, str(error), hint, command) from None


def _reading(error, admin):
    if isinstance(error, FileNotFoundError):
        return "there is no %s on this host" % admin.get("rcFile", error.filename)
    if isinstance(error, UnicodeDecodeError):
        return "%s is not UTF-8 text" % admin.get("rcFile")
    return str(error)
