"""Leads clients to the Image service's URLs, when all hosts serve them.

The transaction of the identity host makes endpoints that are missing, and leaves those as they are that
have another URL or are of a former region or service: clients use them while hosts change. This runs
when all hosts have changed.
"""

from glance_host.identity import keepers
from glance_host.identity import made as identity_made
from glance_host.identity import undo as identity_undo
from glance_host.identity.admin import administrator
from glance_host.identity.catalogue import ENABLED
from glance_host.identity.mutex import Mutex
from glance_host.identity.records import Finder
from glance_host.identity.registry import Rows
from glance_host.problem import Interrupted, Problem
from glance_host.transaction import transaction
from glance_host.transaction.context import Context
from glance_host.transaction.ledger import Ledger
from glance_host.transaction.lock import Lock
from glance_host.transaction.rollback import Rollback

STEP = "leading clients to the endpoints"


def run(request, system, output, lock_seconds):
    """Runs a PublishRequest of host/document/requests.ts; the PublishReport. Raises transaction.Failed after all
    was put back, and a Problem where clients are led right and only something former is left."""
    with Lock(system, request["stack"], lock_seconds):
        ledger = Ledger(system, request["stack"])
        rollback = Rollback()
        context = Context(request, ledger, system, rollback, output)
        made = _made(context)
        former = ledger.text
        rollback.last("the ledger", lambda _late: ledger.restore(former))
        try:
            former_left = publish(context, made)
        except (Exception, Interrupted) as error:
            unrestored = transaction.put_back(context, STEP)
            raise transaction.Failed(error, STEP, unrestored) from error
        ledger.settle()
        if former_left:
            release_former(context)
            ledger.save()
            ledger.settle()
    return {key: context.report[key] for key in ("host", "changed", "changes")}


def publish(context, made):
    """Gives each endpoint its URL, and removes those of a former region or service. Whether there is
    something to do for `release_former`."""
    with administrator(context, made["admin"], made["component"]) as admin:
        rows = Rows(context)
        finder = Finder(context, admin, rows, Mutex(admin.api, context, made["component"]), made)
        if keepers.taken(admin.api, rows, made["region"]) is not None:
            raise finder.problem(
                "another host makes the records of %s now" % made["region"],
                "Let the stack go on from there",
                "pulumi up",
            )
        urls = context.document["endpoints"]
        for interface, row in sorted(made["endpoints"].items()):
            _lead(finder, "endpoint %s %s" % (interface, made["region"]), row["id"], urls[interface])
        keep = [row["id"] for row in made["endpoints"].values()]
        identity_undo.release_endpoints(context, made, keep, rows, admin)
        rows.save()
        known = keepers.knows(admin.api, rows, made["region"], made["service"])
    context.ledger["identity"] = identity_made.led(made, urls)
    context.ledger.save()
    return "former" in made or bool(_former_rows(rows, made)) or not known


def release_former(context):
    """Strikes former regions from what records say of who uses them, and lets go of former regions and
    services. Each step stays done: what fails is done by the next run."""
    made = context.ledger["identity"]
    with administrator(context, made["admin"], made["component"]) as admin:
        rows = Rows(context)
        mutex = Mutex(admin.api, context, made["component"])
        mutex.clear()
        with mutex:
            left = _former_rows(rows, made)
            # Ledgers of former versions know the last region only; the list of rows knows more.
            former = identity_made.regions(made) | {row_id for kind, row_id in left if kind == "region"}
            former -= {made["region"]}
            for kind, row_id in left:
                identity_undo.release(context, made, kind, row_id, rows, admin.api, set())
            for kind in ("service", "user", "region"):
                for row_id in rows.used(kind):
                    identity_undo.unmark(admin.api, kind, row_id, former)
            rows.save()
            keepers.renew(admin.api, rows, made["region"], made["service"])
            for region in sorted(former):
                keepers.give_up(admin.api, rows, region)
    context.ledger["identity"] = identity_made.settled(made)


def _former_rows(rows, made):
    """Services and regions that the stack has no longer, as (kind, id)."""
    return [
        (kind, row_id)
        for kind in ("service", "region")
        for row_id in rows.used(kind)
        if row_id != made[kind]
    ]


def _made(context):
    """The ledger's entry, which the host's transaction has just written."""
    made, wanted = context.ledger.get("identity", {}), context.document["region"]
    if "endpoints" not in made or made["region"] != wanted:
        raise Problem(
            "Endpoints",
            context.ledger.path,
            "this host has not made Keystone's records of %s for this stack" % wanted,
            "Let this host make them",
            "pulumi up --refresh",
        )
    return made


def _lead(finder, text, row_id, url):
    row = finder.api.get("endpoint", row_id)
    if row is None:
        raise finder.problem(
            "somebody has removed the %s (%s)" % (text, row_id),
            "Let the stack make another one",
            "pulumi up --refresh",
        )
    finder.adopt("endpoint", row, dict(ENABLED, url=url), text)
