"""Logins to Keystone (procedure 5.4), as the Image service itself makes them."""

import datetime

from glance_host.keystone.api import KeystoneError, login
from glance_host.keystone.auth import is_id
from glance_host.problem import shell
from glance_host.refused import Refused

# What a login imports.
LIBRARIES = ("requests", "keystoneauth1.session", "keystoneauth1.exceptions", "keystoneauth1.identity")


def identity(credentials, options=None):
    """Gets a token, and sees that Keystone itself is to be found in the region.

    The services' token check looks its endpoint up by region and interface: a wrong one makes each of
    their answers a 500.
    """
    where = "Keystone at " + credentials["authUrl"]
    interface = (options or {}).get("interface") or credentials.get("interface") or "public"
    with session_of(where, credentials) as session:
        endpoint(session, where, "identity", credentials["region"], interface)
        _token_lasts(session, where)


def _token_lasts(session, where):
    """A host whose clock is ahead by more than a token's life takes every token for one that has
    expired: its services then answer 401 to all users."""
    access = session.auth.get_access(session)
    if not access.will_expire_soon(0):
        return
    ahead = datetime.datetime.now(access.issued.tzinfo) - access.issued
    what = "this host's clock is ahead of Keystone's by %s: services here would take every token for an expired one" % (
        datetime.timedelta(days=ahead.days, seconds=ahead.seconds)
    )
    raise Refused(where, what, "Set the clock of this host, or of Keystone's", "timedatectl")


class session_of:
    """A session: `login`, its refusal as Refused. `by_name`: what looks like a project's id is a name, too."""

    def __init__(self, where, credentials, by_name=False):
        self._where = where
        self._user = credentials["username"]
        self._project = credentials["projectName"]
        self._by_name = by_name
        self._login = login(dict(credentials, projectByName=by_name))

    def __enter__(self):
        try:
            return self._login.__enter__()
        except KeystoneError as error:
            hint = "See that Keystone runs"
            if error.status == 401:
                hint = "See that user, password and domain are right, and that the user has a role in project %s" % (
                    self._project
                )
                if self._by_name and is_id(self._project):
                    hint += ", which Glance's store looks for by its name, not by its id"
            raise Refused(self._where, str(error), hint, denied=error.status == 401) from None

    def __exit__(self, *error):
        return self._login.__exit__(*error)


def endpoint(session, where, service, region, interface, setting="glance:region"):
    """The endpoint of a service in a region, which that setting names."""
    catalogue = session.auth.get_access(session).service_catalog
    if not _regions(catalogue, service, region, interface):
        regions = sorted(_regions(catalogue, service, None, interface))
        known = "it has one in %s" % ", ".join(regions) if regions else "it has none at all"
        place = "%s %s endpoint in region %s" % (interface, service, region or "any")
        hint = "Make that endpoint, or name a region that has one in %s" % setting
        command = shell("openstack", "endpoint", "list", "--service", service)
        raise Refused(where, "there is no %s; %s" % (place, known), hint, command)
    return catalogue.url_for(service_type=service, interface=interface, region_name=region)


def _regions(catalogue, service, region, interface):
    found = catalogue.get_endpoints(
        service_type=service, interface=interface, region_name=region
    )
    endpoints = [endpoint for endpoints in found.values() for endpoint in endpoints]
    return {endpoint.get("region_id") or endpoint.get("region") for endpoint in endpoints}
