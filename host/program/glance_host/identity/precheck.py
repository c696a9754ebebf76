"""What is asked of Keystone before any record is touched (procedure 5.3); it only reads.

Records are shared: with a Glance that serves already, with other regions, with every client. So what
others live from is found before the first change: a password that others log in with, a region that
is none, a second service between which clients would have to choose.
"""

from glance_host.identity import password
from glance_host.identity import step as identity_step
from glance_host.identity.admin import administrator
from glance_host.identity.records import Finder
from glance_host.problem import Problem, shell


def ask(context):
    """(Problems, whether the service's user can log in already) of the document's IdentityRequest."""
    request = context.document["identity"]
    context.progress("asking Keystone about %s" % request["region"])
    problems, ready = [], False
    try:
        with administrator(context, request["admin"], request["component"]) as admin:
            finder = Finder(context, admin, None, None, request)
            there = identity_step.prerequisites(finder, request["user"])
            for question in (_region, _service):
                problems += _asked(question, finder, request)
            problem, ready = password.asked(context, finder, admin, request, there)
            problems += problem
    except Problem as problem:
        problems.append(problem)
    return problems, ready


def _asked(question, finder, request):
    try:
        question(finder, request)
    except Problem as problem:
        return [problem]
    return []


def _region(finder, request):
    """The region must have an Identity service: Glance looks Keystone up there, and a mistyped name
    would take the endpoints of the right one away."""
    services = finder.api.find("services", type="identity")
    found = {
        endpoint.get("region_id") or endpoint.get("region")
        for service in services
        for endpoint in finder.api.find("endpoints", service_id=service["id"])
        if endpoint.get("enabled", True)
    } - {None}
    if request["region"] not in found:
        known = "regions that have one: %s" % ", ".join(sorted(found)) if found else "no region has one"
        raise finder.problem(
            "region %s has no endpoint of the Identity service; %s" % (request["region"], known),
            "Correct glance:region. Where the region is a new one, give it an endpoint of the Identity "
            "service",
            shell("openstack", "endpoint", "create", "--region", request["region"])
            + " identity public URL",
        )


def _service(finder, request):
    """Clients look for the type alone, and take the first service that they find."""
    wanted = request["service"]
    rows = [row for row in finder.api.find("services", type=wanted["type"]) if row.get("enabled", True)]
    if len(rows) < 2:
        return
    ours = [row for row in rows if row.get("name") == wanted["name"]]
    rivals = [row for row in rows if row not in ours[:1] and _is_rival(finder, row, request["region"])]
    if len(ours) == 1 and not rivals:
        return
    raise finder.problem(
        "there are %d services of type %s, and a client cannot know which one to ask: %s"
        % (len(rows), wanted["type"], ", ".join("%s (%s)" % (row["id"], row.get("name")) for row in rows)),
        "See which one clients use, name it in glance:identity.service, and remove the others",
        "openstack endpoint list --service ID\nopenstack service delete ID",
    )


def _is_rival(finder, row, region):
    """Whether a service is in this region's catalogue; one without endpoints is in every region's."""
    regions = {endpoint["region_id"] for endpoint in finder.api.find("endpoints", service_id=row["id"])}
    return not regions or region in regions
