"""The Image service's records in Keystone (procedure 5.3): find or create, and undo.

What exists is adopted; what is made here is remembered and removed on undo, and only then; a row
that another region still uses is removed by nobody. Two rows where one belongs are refused with
their ids. Endpoints are changed in place and in this region only.
"""

from glance_host.identity import catalogue
from glance_host.identity import keepers
from glance_host.identity import made as identity_made
from glance_host.identity import password as identity_password
from glance_host.identity import publish as identity_publish
from glance_host.identity import registry
from glance_host.identity import undo as identity_undo
from glance_host.identity.admin import administrator
from glance_host.identity.mutex import Mutex, alone_where_needed
from glance_host.identity.records import Finder
from glance_host.identity.registry import Rows
from glance_host.problem import shell


def run(context):
    """Makes the document's IdentityRequest true; without one, removes what an earlier one made."""
    request = context.document.get("identity")
    made = context.ledger.get("identity")
    if request:
        _apply(context, request, made or {})
    elif made:
        # Whether it can be done is found out now, before anything else is changed; it is done last,
        # since a user that was removed cannot be put back with its password.
        with administrator(context, made["admin"], made["component"]):
            context.at_commit(lambda: _remove(context, made))


def _remove(context, made):
    component = made["component"]
    with administrator(context, made["admin"], component) as admin:
        rows = Rows(context)
        mutex = Mutex(admin.api, context, component)
        _take_up(rows, mutex, admin.api)
        with mutex:
            if keepers.taken(admin.api, rows, made["region"]) is None:
                keepers.learn(admin.api, rows, made["region"])
                # One that the stack had formerly may be another's by now.
                for region in identity_made.regions(made):
                    rows.drop(keepers.taken(admin.api, rows, region) or ())
                identity_undo.remove(context, made, rows, admin)
                for region in identity_made.regions(made):
                    keepers.give_up(admin.api, rows, region)
            else:
                keepers.hand_over(admin.api, rows, made["region"])
                rows.drop()
                context.progress(
                    "Keystone: another host keeps the records of %s by now; they stay as they are"
                    % made["region"]
                )
    del context.ledger["identity"]


def _apply(context, request, before):
    context.progress("Keystone: user, role, service and endpoints of %s" % request["region"])
    with administrator(context, request["admin"], request["component"]) as admin:
        if not before:
            # By this undo finds what a first run that is cut off has made.
            before = {key: request[key] for key in ("admin", "component", "region")}
            context.note("identity", before)
        begun = identity_made.begin(before, request["region"])
        if begun:
            before = begun
            context.note("identity", before)
        rows = Rows(context)
        mutex = Mutex(admin.api, context, request["component"])
        _take_up(rows, mutex, admin.api)
        finder = Finder(context, admin, rows, mutex, request)
        if keepers.learn(admin.api, rows, request["region"]):
            finder.progress("another host has kept the records of %s until now" % request["region"])
        there = prerequisites(finder, request["user"])

        def records():
            ids, created = _records(finder, request, there, before)
            keepers.keep(finder, rows, mutex, request["region"], ids["service"])
            return ids, created

        ids, created = alone_where_needed(mutex, records)
        identity_password.make_work(finder, admin, request["user"], ids, created)
        made = {
            # Undo gets no document, so it must find here how to become administrator.
            "admin": request["admin"],
            "component": request["component"],
            "region": request["region"],
            "user": ids["user"],
            "assignment": ids["assignment"],
            "service": ids["service"],
            "endpoints": ids["endpoints"],
        }
        last = request.get("endpointsLast", False)
        made = identity_made.superseded(before, made, last)
        _release_endpoints(context, before, made, rows, admin, last)
        rows.forget_gone(admin.api, _names(made))
        rows.save()
        # What the last three steps have changed.
        alone_where_needed(
            mutex,
            lambda: keepers.keep(finder, rows, mutex, request["region"], made["service"]),
        )
    context.ledger["identity"] = made
    context.report["identity"] = {
        "userId": made["user"],
        "serviceId": made["service"],
        "endpointIds": {name: row["id"] for name, row in made["endpoints"].items()},
    }


def _names(made):
    """How the list names the records of a region."""
    ids = [(kind, made[kind]) for kind in ("user", "assignment", "service", "region")]
    ids += [("endpoint", row["id"]) for row in made["endpoints"].values()]
    return {registry.key(*each) for each in ids}


def _release_endpoints(context, before, made, rows, admin, last):
    """Those of a former region or service are no longer meant, nor is a former user. They go when all
    hosts have done with them, in publish and retire: clients are led there until
    then. At once where a host failed before clients were led to them, and is given up now."""
    keep = {row["id"] for row in made["endpoints"].values()}
    if not last:
        identity_undo.release_endpoints(context, made, keep, rows, admin)
    elif "endpoints" in before:
        keep |= identity_made.published(made)
        identity_undo.release_endpoints(context, made, keep, rows, admin)
        if "former" in made and not identity_made.published(made):
            context.at_commit(lambda: identity_publish.release_former(context))


def _take_up(rows, mutex, api):
    """Deals with what a run of this stack that was cut off has left."""
    rows.settle(api)
    mutex.clear()


def _records(finder, request, there, before):
    """(the ids of all records, whether the user was made just now)"""
    region = request["region"]
    user, created = _user(finder, request["user"], there)
    service = catalogue.service(finder, request["service"])
    catalogue.region(finder, region)
    waiting = _waiting(request, before) if request.get("endpointsLast") else None
    endpoints = catalogue.endpoints(finder, service, region, request["endpoints"], waiting)
    return dict(there, service=service, endpoints=endpoints, **user), created


def _waiting(request, before):
    """What is known of an endpoint whose URL is changed when all hosts have changed; None for one that
    led to the wanted URL before: somebody else has changed it."""
    known = identity_made.endpoints(before)
    here = before.get("endpoints", {}) if before["region"] == request["region"] else {}

    def waiting(interface, row):
        said = [known.get(row["id"]), here.get(interface)]
        if request["endpoints"][interface] in [each["url"] for each in said if each]:
            return None
        found = {"id": row["id"], "url": row["url"]}
        if not row.get("enabled", True):
            found["enabled"] = False
        return known.get(row["id"]) or found

    return waiting


def prerequisites(finder, wanted):
    """Ids of what must exist, by kind."""
    project = finder.existing(
        "project",
        wanted["project"],
        "project %s in domain %s" % (wanted["project"], wanted["projectDomainName"]),
        shell("openstack", "project", "create", "--domain", wanted["projectDomainName"], wanted["project"]),
        domain_id=_domain(finder, wanted["projectDomainName"]),
    )
    role = finder.existing(
        "role",
        wanted["role"],
        "role " + wanted["role"],
        shell("openstack", "role", "create", wanted["role"]),
    )
    return {"domain": _domain(finder, wanted["domainName"]), "project": project, "role": role}


def _user(finder, wanted, there):
    """(ids of the user and of its role, whether the user was made just now)"""
    name = wanted["name"]
    identity = {"name": name, "domain_id": there["domain"]}
    user, created = finder.ensure(
        "user",
        lambda: finder.one("user", identity, "user " + name),
        dict(identity, password=wanted["password"], enabled=True),
        "user " + name,
        catalogue.ENABLED,
    )
    text = "role %s of user %s in project %s" % (wanted["role"], name, wanted["project"])
    assignment = finder.assignment(there["project"], user["id"], there["role"], text)
    return {"user": user["id"], "assignment": assignment}, created


def _domain(finder, name):
    return finder.existing("domain", name, "domain " + name, shell("openstack", "domain", "create", name))
