"""Prerequisites: the very credentials that are about to be written must be good.

The guide assumes a database with a grant (5.2), a broker's user (5.7), Keystone (5.4) and Swift's
user (5.5). A service told a wrong password restarts into errors; here it is found before anything
is changed. All checks run at once, and all that fail are told together.
"""

import json

from glance_host.logins import logins
from glance_host.problem import Problem, raise_all
from glance_host.release import service_options
from glance_host.system.parallel import run_all

# Keystone's first answer after its start is slow; all else is decided within 10 s.
BOUND_SECONDS = 45


def run(context):
    """Raises a Problem where a login fails that has not been tried yet in this run."""
    raise_all("prerequisites", "things are not as they must be", ask(context))


def ask(context):
    """A Problem a login that fails. Those that pass are not tried again in the same run; those of
    former runs are: a password, a grant or a server may have changed meanwhile."""
    pending = {}
    for check in service_options.completed(context):
        name = json.dumps(check, sort_keys=True)
        if name not in context.passed_checks:
            pending[name] = check
    if not pending:
        return []
    context.progress("checking logins: " + ", ".join(check["kind"] for check in pending.values()))
    errors = _try(list(pending.values()), context)
    problems = []
    for (name, check), error in zip(pending.items(), errors):
        if error is None:
            context.passed_checks.add(name)
        else:
            problems.append(_problem(check, error))
    return problems


def _try(checks, context):
    """What each of the logins raises, or None."""
    logins.load({check["kind"] for check in checks})
    actions = [lambda check=check: logins.log_in(check, context.progress) for check in checks]
    return run_all(actions, BOUND_SECONDS)


def _problem(check, error):
    component, kind = check["component"], check["kind"]
    if isinstance(error, logins.Refused):
        problem = Problem(component, error.where, error.what, error.hint, error.command)
        # A user that is still to be made, or to get its password, is refused by now.
        problem.awaits = check.get("username") if error.denied else None
        return problem
    if isinstance(error, TimeoutError):
        return Problem(component, kind, str(error), "See why it is so slow, and repeat")
    # A library's surprise is this check's failure, not the program's.
    what = "the check fails in a library: %s: %s" % (type(error).__name__, str(error).split("\n")[0])
    return Problem(component, kind, what, "See that the library that it names is whole on this host")
