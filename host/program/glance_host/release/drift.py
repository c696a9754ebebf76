"""A service that is of another release by now, as after an upgrade of the host's packages."""

from glance_host.problem import Problem
from glance_host.release import step as release_step


def look(context, _part):
    known = context.ledger.get("versions", {})
    for wanted in context.document["versions"]:
        service = wanted["service"]
        try:
            version = release_step.packaged(context, wanted)
            if version is None:
                version = release_step.asked(context, wanted, known.get(service))["version"]
        except Problem as problem:
            context.differs(problem.where, problem.what)
            continue
        what = release_step.difference(wanted, version)
        if what:
            context.differs(release_step.NAMES[service], what)
