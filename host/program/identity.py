"""The Image service's records in Keystone (procedure 5.3): find or create, and undo.

What exists is adopted; what is made here is remembered and removed on undo, and only then; a row
that another region still uses is removed by nobody. Two rows where one belongs are refused with
their ids. Endpoints are changed in place and in this region only.
"""

import contextlib

import identity_undo
from identity_records import Finder
from identity_rows import Rows
from keystone_api import Api, KeystoneError, login
from problem import Problem
from rcfile import RcFileError, admin_access

WHERE = "Keystone"


def run(context):
    """Makes the document's IdentityRequest true; without one, removes what an earlier one made."""
    request = context.document.get("identity")
    made = context.ledger.get("identity")
    if request:
        _apply(context, request, made or {})
    elif made:
        # Whether it can be done is found out now, before anything else is changed; it is done last,
        # since a user that was removed cannot be put back with its password.
        with as_administrator(context, made["admin"], made["component"]):
            context.at_commit(lambda: _remove(context, made))


def _remove(context, made):
    with as_administrator(context, made["admin"], made["component"]) as administrator:
        identity_undo.remove(context, made, Rows(context), administrator)
    del context.ledger["identity"]


def _apply(context, request, before):
    component = request["component"]
    context.progress("Keystone: user, role, service and endpoints of %s" % request["region"])
    with as_administrator(context, request["admin"], component) as administrator:
        rows = Rows(context)
        finder = Finder(context, administrator, rows, component)
        user, assignment = _user(finder, administrator, request)
        service = finder.service(request["service"])
        finder.region(request["region"])
        endpoints = {
            interface: finder.endpoint(service, request["region"], interface, url)
            for interface, url in sorted(request["endpoints"].items())
        }
        made = {
            # Undo gets no document, so it must find here how to become administrator.
            "admin": request["admin"],
            "component": component,
            "region": request["region"],
            "user": user,
            "assignment": assignment,
            "service": service,
            "endpoints": endpoints,
        }
        # Those of a former region or service are no longer meant.
        keep = [row["id"] for row in endpoints.values()]
        identity_undo.release_endpoints(context, before or made, keep, rows, administrator)
    context.ledger["identity"] = made
    context.report["identity"] = {
        "userId": user,
        "serviceId": service,
        "endpointIds": {interface: row["id"] for interface, row in endpoints.items()},
    }


def _user(finder, administrator, request):
    """The user with its role and a password that works; their ids."""
    wanted = request["user"]
    domain = finder.domain(wanted["domainName"])
    project_domain = finder.domain(wanted["projectDomainName"])
    project = finder.project(wanted["projectName"], project_domain, wanted["projectDomainName"])
    role = finder.role(wanted["roleName"])
    user, created = finder.user(wanted["name"], domain, wanted["password"])
    assignment = finder.assignment(project, user, role, wanted)
    credentials = {
        "authUrl": administrator.auth_url,
        "caCertificate": administrator.access.get("caCertificate"),
        "caFile": administrator.access.get("caFile"),
        "username": wanted["name"],
        "password": wanted["password"],
        "userDomainId": domain,
        "projectName": wanted["projectName"],
        "projectDomainId": project_domain,
    }
    if not logs_in(credentials):
        if created:
            raise finder.problem(
                "user %s cannot log in with the password it was just made with" % wanted["name"],
                "see Keystone's log; a driver that cannot write (LDAP) needs the user made there",
            )
        if logs_in(credentials, scoped=False):
            raise finder.problem(
                "user %s has its role in project %s and still cannot log in to it"
                % (wanted["name"], wanted["projectName"]),
                "the project may be disabled: openstack project show " + project,
            )
        # Only a password that was refused is set: setting one, even the same, revokes every token
        # of the user, and with them the requests that the Image service is answering just now.
        finder.password(user, wanted["name"], wanted["password"])
        if not logs_in(credentials):
            raise finder.problem(
                "user %s cannot log in with the password that was just set" % wanted["name"],
                "openstack user show %s: is it locked, expired or in another domain?" % user,
            )
    return user, assignment


def logs_in(credentials, scoped=True):
    """Whether Keystone takes the password; another refusal than 401 is a KeystoneError."""
    try:
        with login(credentials, scoped):
            return True
    except KeystoneError as error:
        if error.status != 401:
            raise
        return False


class _Administrator:
    """Keystone's administrator: `api` now, and `again` for a later step that puts things back."""

    def __init__(self, access, api):
        self.access = access
        self.api = api
        self.auth_url = access["authUrl"]

    def again(self, action):
        """Runs action(api) in a login of its own, long after this one has ended."""
        with login(self.access) as session:
            action(Api(session, self.auth_url))


@contextlib.contextmanager
def as_administrator(context, admin, component):
    """Logs in as the administrator; whatever Keystone refuses within is the component's Problem."""
    hint = "see that Keystone runs and that the administrator's credentials are right"
    try:
        access = admin
        if "rcFile" in admin:
            hint = "see %s, and try: . %s && openstack token issue" % ((admin["rcFile"],) * 2)
            with open(context.system.path(admin["rcFile"])) as file:
                access = admin_access(file.read(), admin["rcFile"])
        with login(access) as session:
            yield _Administrator(access, Api(session, access["authUrl"]))
    except (OSError, RcFileError, UnicodeDecodeError) as error:
        raise Problem(component, WHERE, _reading(error, admin), hint) from None
    except KeystoneError as error:
        raise Problem(component, WHERE, str(error), hint) from None


def _reading(error, admin):
    if isinstance(error, FileNotFoundError):
        return "there is no %s on this host" % admin.get("rcFile", error.filename)
    if isinstance(error, UnicodeDecodeError):
        return "%s is not UTF-8 text" % admin.get("rcFile")
    return str(error)
