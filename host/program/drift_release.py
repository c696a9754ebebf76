"""A service that is of another release by now, as after an upgrade of the host's packages."""

import release
from problem import Problem


def look(context, _part):
    known = context.ledger.get("versions", {})
    for wanted in context.document["versions"]:
        service = wanted["service"]
        try:
            version = release.packaged(context, wanted)
            if version is None:
                version = release.asked(context, wanted, known.get(service))["version"]
        except Problem as problem:
            context.differs(problem.where, problem.what)
            continue
        what = release.difference(wanted, version)
        if what:
            context.differs(release.NAMES[service], what)
