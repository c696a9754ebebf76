"""One transaction: the host becomes what the document says, or stays what it was."""

import time

from glance_host import rooms
from glance_host.files import snapshot
from glance_host.problem import Interrupted, Problem
from glance_host.transaction import baseline
from glance_host.transaction import host_name
from glance_host.transaction import precheck as transaction_precheck
from glance_host.transaction.context import Context
from glance_host.transaction.ledger import Ledger
from glance_host.transaction.lock import Lock
from glance_host.transaction.steps import AFTER_SWAP, BEFORE_SWAP
from glance_host.transaction.rollback import Rollback


class Failed(Exception):
    """The transaction ended without success; `unrestored` says what could not be put back."""

    def __init__(self, cause, step, unrestored):
        super().__init__(str(cause))
        self.cause = cause
        self.step = step
        self.unrestored = unrestored


def run(document, system, output, undoing=False, lock_seconds=120):
    """Runs the transaction; the HostReport. Raises Failed after everything was put back, TakenOver
    where it is an undo under a name that the machine no longer has."""
    started = time.monotonic()
    with Lock(system, document["stack"], lock_seconds):
        ledger = Ledger(system, document["stack"])
        if undoing:
            host_name.refuse_former(ledger, document["host"])
        rollback = Rollback()
        context = Context(document, ledger, system, rollback, output, undoing)
        former = ledger.text
        # Where a service did not come back: the next run must know that nobody else stopped it.
        rollback.last(
            "the ledger", lambda failed: None if failed and former else ledger.restore(former)
        )
        step = Steps(context)
        try:
            step.name = "checking the prerequisites"
            transaction_precheck.run(context)
            resume(context)
            step.all(BEFORE_SWAP)
            swap(context)
            step.all(AFTER_SWAP)
            step.name = "ending the transaction"
            commit(context)
        except (Exception, Interrupted) as error:
            raise Failed(error, step.name, put_back(context, step.name)) from error
    context.report["seconds"] = round(time.monotonic() - started, 3)
    return context.report


class Steps:
    """Runs steps and knows which one it is at."""

    def __init__(self, context):
        self.context = context
        self.name = "starting"

    def all(self, steps):
        for step in steps:
            if self.context.document.get(step.part) or self.context.ledger.get(step.entry):
                self.name = step.title
                rooms.module(step.module).run(self.context)
        self.name = "replacing the files"


def resume(context):
    """Takes up a transaction that was cut off (a kill, a power cut): its files count as touched."""
    context.ledger.clean()
    pending = context.ledger.get("pending", [])
    context.resumed = "pending" in context.ledger
    for path in pending:
        snapshot.discard(snapshot.staged_place(context.system, path))
        context.touched(path)
    # Whether systemd was told of them is not known.
    _reload_for(context, pending)


def swap(context):
    """Writes the former values down, then puts all files in place."""
    context.stage.record()
    context.stage.swap()
    if _reload_for(context, context.touched_paths):
        from glance_host.system import systemd

        context.rollback.after("systemd's unit files", lambda: systemd.reload(context))


def _reload_for(context, paths):
    """Tells systemd where unit files are among the paths; whether there were any."""
    units = any(path.startswith("/etc/systemd/system/") for path in paths)
    if units:
        from glance_host.system import systemd

        systemd.reload(context)
    return units


def commit(context):
    """Ends the transaction: from here on nothing is put back."""
    from glance_host.files.staging import remove_folders

    for action in context.commit_actions:
        action()
    remove_folders(context)
    context.ledger.pop("pending", None)
    known = baseline.of(context)
    if not context.undoing:
        host_name.take_over(context)
    context.ledger.pop("expected", None)
    # Former versions remembered logins that worked; now each run tries them.
    context.ledger.pop("checks", None)
    context.ledger.prune()
    if context.undoing:
        context.ledger.remove()
    else:
        # Also where nothing was to be done: an observation must find that this stack was here.
        context.ledger["expected"] = known
        context.ledger.end_unheard()
        context.ledger.save()
        context.ledger.settle()


def heard(stack, system):
    """Strikes the note that a transaction's report may not have reached anybody."""
    Ledger(system, stack).heard()


def put_back(context, step):
    """Puts everything back; (text, error) of what could not be."""
    from glance_host.transaction.signals import shielded

    context.progress("%s failed: putting everything back" % step)
    with shielded():
        context.ledger.heard()
        context.ledger.widen()
        return context.rollback.roll_back()
