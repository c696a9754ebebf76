"""Everything is asked before anything is changed: is the host of this release, do the logins work,
would Keystone's records be right, would images be lost?

`pulumi up` asks all hosts so, before the first of them changes. Each transaction asks its own host
again: who runs it may have waited since.
"""

from glance_host import rooms
from glance_host.problem import Problem, raise_all
from glance_host.transaction.context import Context
from glance_host.transaction.ledger import Ledger
from glance_host.transaction.rollback import Rollback


def run(context):
    """The first part of a transaction: raises a Problem where a question has a wrong answer."""
    problems, ready = ask(context)
    user = _user(context.document)
    now = [each for each in problems if ready or each.awaits is None or each.awaits != user]
    raise_all("prerequisites", "things are not as they must be", now)


def answer(document, system, output):
    """What is wrong, for whoever asks several hosts and then decides: see host/observer/precheck.ts."""
    context = Context(document, Ledger(system, document["stack"]), system, Rollback(), output)
    problems, ready = ask(context)
    problems += _cut_off(context)
    return {
        "format": 1,
        "problems": [_plain(problem) for problem in problems],
        "user": {"name": _user(document), "ready": ready} if document.get("identity") else None,
    }


def ask(context):
    """(Problems, whether the service's user can log in: true where this host does not make it)"""
    problems, ready = [], True
    if context.document.get("versions"):
        problems += _raised("release.step", context)
    if context.document.get("identity"):
        found, ready = rooms.module("identity.precheck").ask(context)
        problems += found
    if context.document.get("checks"):
        refused = rooms.module("logins.step").ask(context)
        problems += refused
        # Nobody could count images where the logins do not work.
        if not refused:
            problems += rooms.module("stores.unreachable_images").problems(context)
    return problems, ready


def _cut_off(context):
    """A Problem where Pulumi's state may have another transaction than the host: what is asked for may
    look unchanged to it, and would not be made. A refresh raises the document's generation."""
    ledger = context.ledger
    if "expected" not in ledger or context.fresh:
        return []
    if ledger.is_cut_off():
        what = "the last transaction was cut off and is not complete"
    elif ledger.is_unheard():
        what = "Pulumi did not hear of the last transaction's end: its state may be an older one"
    else:
        return []
    hint = "Let the next run complete it"
    return [Problem("transaction", ledger.path, what, hint, "pulumi up --refresh")]


def _raised(name, context):
    """The Problem that a step raises which only looks."""
    try:
        rooms.module(name).run(context)
    except Problem as problem:
        return [problem]
    return []


def _user(document):
    return document["identity"]["user"]["name"] if document.get("identity") else None


def _plain(problem):
    return {
        "component": problem.component,
        "where": problem.where,
        "what": problem.what,
        "hint": problem.hint,
        "command": problem.command,
        "awaits": problem.awaits,
    }
