"""Prerequisites: the very credentials that are about to be written must be good.

The guide assumes a database with a grant (5.2), a broker's user (5.7), Keystone (5.4) and Swift's
user (5.5). A service told a wrong password restarts into errors; here it is found before anything
is changed. All checks run at once, and all that fail are told together.
"""

import hashlib
import hmac
import json
import os

import logins
import service_options
from parallel import run_all
from problem import Problem

# Keystone's first answer after its start is slow; all else is decided within 10 s.
BOUND_SECONDS = 45


def run(context):
    """Runs the document's checks, but for those that passed before with the same inputs."""
    memory = context.ledger.get("checks") or {"salt": os.urandom(16).hex(), "passed": []}
    digests = {}
    pending = []
    for check in service_options.completed(context):
        digest = _digest(memory["salt"], check)
        if (context.fresh or digest not in memory["passed"]) and digest not in digests:
            pending.append(check)
        digests[digest] = check
    if pending:
        context.progress("checking logins: " + ", ".join(check["kind"] for check in pending))
        _raise(_failures(pending, context))
    # A check that is no longer asked for is forgotten: it may be asked for anew much later.
    context.ledger["checks"] = {"salt": memory["salt"], "passed": sorted(digests)}


def _failures(checks, context):
    """(check, where, what, hint) of each check that failed."""
    logins.load({check["kind"] for check in checks})
    actions = [lambda check=check: logins.log_in(check, context.progress) for check in checks]
    failures = []
    for check, error in zip(checks, run_all(actions, BOUND_SECONDS)):
        if isinstance(error, logins.Refused):
            failures.append((check, error.where, error.what, error.hint))
        elif isinstance(error, TimeoutError):
            failures.append((check, check["kind"], str(error), ""))
        elif error is not None:
            # A library's surprise is this check's failure, not the program's.
            what = "%s: %s" % (type(error).__name__, str(error).split("\n")[0])
            failures.append((check, check["kind"], what, ""))
    return failures


def _raise(failures):
    if len(failures) == 1:
        check, where, what, hint = failures[0]
        raise Problem(check["component"], where, what, hint)
    if failures:
        components = []
        for failure in failures:
            if failure[0]["component"] not in components:
                components.append(failure[0]["component"])
        lines = [
            "%s: %s: %s%s" % (check["component"], where, what, hint and " (%s)" % hint)
            for check, where, what, hint in failures
        ]
        what = "%d logins fail\n  %s" % (len(lines), "\n  ".join(lines))
        raise Problem(", ".join(components), "prerequisites", what, "")


def _digest(salt, check):
    """Tells equal inputs from others, and tells nothing else: the salt never leaves this host."""
    inputs = {key: value for key, value in check.items() if key != "component"}
    text = json.dumps(inputs, sort_keys=True).encode("utf-8")
    return hmac.new(bytes.fromhex(salt), text, hashlib.sha256).hexdigest()
