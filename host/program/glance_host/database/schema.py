"""Populates the Image service's database (procedure 5.8), only when it needs it.

Runs as the service's own user, after its configuration is in place. Nothing is ever dropped, not
by a failure and not by undo: rows are the users' data.
"""

import hashlib
import hmac
import os
import re

from glance_host.packages import managers as packages_managers
from glance_host.problem import Problem, shell

SYNC_SECONDS = 600
CHECK_SECONDS = 120
TAIL_LINES = 15
# What holds glance-manage, by package manager.
PACKAGES = ("glance-common", "openstack-glance", "python3-glance")

# oslo.log puts time, process and logger before each line of a traceback.
_PREFIX = re.compile(r"^\d{4}-\d\d-\d\d [\d:.]+ \d+ (?:ERROR|CRITICAL|TRACE) \S+ ?")
_FRAME = re.compile(r"\s|Traceback |\(Background on this error|\x1b\[")


def run(context):
    """Checks, and syncs where the check says so. Remembers the outcome by its inputs."""
    request = context.document["schema"]
    if not request:
        context.ledger.pop("schema", None)
        return
    memory = context.ledger.get("schema") or {}
    salt = memory.get("salt") or os.urandom(16).hex()
    digest = _digest(salt, request, _version(context.system))
    if digest and digest == memory.get("digest") and not context.fresh:
        context.report["schema"] = "current"
        return
    check = None
    if request["check"] is not None:
        context.progress("database: asking whether the tables are up to date")
        check = _check(context, request)
    if check and check.ok:
        context.report["schema"] = "current"
    elif request["sync"] is None and check:
        raise _behind(context, request, check)
    elif request["sync"] is None:
        context.progress("database: this release cannot tell whether its tables are up to date")
    else:
        context.progress("database: creating or upgrading the tables, up to 10 minutes")
        sync = _as_user(context, request, request["sync"], SYNC_SECONDS)
        if not sync.ok:
            raise Problem(
                request["component"],
                "%s as user %s" % (request["sync"], request["user"]),
                "it ended with code %d:\n%s" % (sync.code, _tail(context, sync)),
                "Mend the cause and repeat: that goes on where it ended. No table was dropped",
            )
        context.report["schema"] = "synced"
        # Where nothing tells whether there was something to do, nothing is known to have changed.
        if check:
            context.changed(request["component"], "database tables created or upgraded")
    context.ledger["schema"] = {"salt": salt, "digest": digest}


def is_current(context, request):
    """Whether the tables are those of the installed Glance, by its own tool; where it has none
    (Glance before Rocky's), nothing is known to be wrong."""
    return request["check"] is None or _check(context, request).ok


def _check(context, request):
    return _as_user(context, request, request["check"], CHECK_SECONDS)


def _behind(context, request, check):
    """The stack does not populate the database, and somebody else has not."""
    return Problem(
        request["component"],
        "%s as user %s" % (request["check"], request["user"]),
        "the tables are missing or behind this release:\n%s" % _tail(context, check),
        "Upgrade them on an image host that has this configuration, or set database.populate to true",
        shell("su", "-s", "/bin/sh", "-c", "glance-manage db_sync", request["user"]),
    )


def _as_user(context, request, command, seconds):
    # su, as in the guide: the command may be a shell's, and the user has no login shell.
    argv = ["su", "-s", "/bin/sh", "-c", command, request["user"]]
    return context.system.run(argv, timeout=seconds)


def _tail(context, result):
    """The last words, without a traceback's frames: they bury what went wrong."""
    lines = [_PREFIX.sub("", line) for line in (result.out + "\n" + result.err).splitlines()]
    lines = [line for line in lines if line.strip() and not _FRAME.match(line)]
    mask = context.output.redaction.mask
    return "\n".join("  " + mask(line)[:400] for line in lines[-TAIL_LINES:])


def _version(system):
    """The installed Glance; None where it did not come as a package."""
    found = packages_managers.of_host(system).versions(PACKAGES)
    return "\n".join("%s %s" % each for each in sorted(found.items())) or None


def _digest(salt, request, version):
    """None where the version is unknown: then the database is asked each time."""
    if version is None:
        return None
    text = "\n".join((request["connection"], version, request["check"] or "", request["sync"] or ""))
    return hmac.new(bytes.fromhex(salt), text.encode("utf-8"), hashlib.sha256).hexdigest()
