"""Ends the rotation from one user to another: the stack's former user in Keystone is retired.

The transaction of the identity host makes the new user and leaves the former one, with which the
other hosts still log in. This runs when all hosts have switched.
"""

from glance_host.identity import keepers
from glance_host.identity import undo as identity_undo
from glance_host.identity.admin import administrator
from glance_host.identity.mutex import Mutex
from glance_host.identity.registry import Rows
from glance_host.transaction.context import Context
from glance_host.transaction.ledger import Ledger
from glance_host.transaction.lock import Lock
from glance_host.transaction.rollback import Rollback


def run(request, system, output, lock_seconds):
    """Runs a RetireRequest of host/document/requests.ts; the RetireReport. Raises Problem."""
    with Lock(system, request["stack"], lock_seconds):
        ledger = Ledger(system, request["stack"])
        # Each record goes on its own and is struck from the list at once: nothing is put back.
        context = Context(request, ledger, system, Rollback(), output)
        if ledger.get("identity"):
            retire(context, ledger["identity"])
    return {key: context.report[key] for key in ("host", "changed", "changes")}


def retire(context, made):
    """Releases all users and roles of the stack but those that it has now."""
    rows = Rows(context)
    # A role goes before its user.
    former = [
        (kind, row_id)
        for kind in ("assignment", "user")
        for row_id in rows.used(kind)
        if row_id != made[kind]
    ]
    if not former:
        return
    context.progress("Keystone: retiring the former user")
    with administrator(context, made["admin"], made["component"]) as admin:
        with Mutex(admin.api, context, made["component"]):
            if keepers.taken(admin.api, rows, made["region"]) is not None:
                context.progress("Keystone: another host keeps the records of %s" % made["region"])
                return
            user = admin.api.get("user", made["user"]) or {}
            # Regions that have switched to the new user, too, have no need of the former one.
            strangers = identity_undo.strange_regions(
                admin.api, rows, made
            ) - identity_undo.marks.regions(user)
            for kind, row_id in former:
                identity_undo.release(context, made, kind, row_id, rows, admin.api, strangers)
            rows.save()
            keepers.renew(admin.api, rows, made["region"], made["service"])
