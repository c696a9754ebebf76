"""Under which name the stack has this machine: noted in its ledger, and held against an undo's.

Pulumi renames nothing: under a new name a host is made, then what bears the old name is undone, over
SSH to the same machine. So a transaction takes the machine over under its new name, and an undo under
a former one finds that the stack still wants the machine, and leaves it alone.
"""

ENTRY = "host"
# Set once an undo that names no host may be a former name's: states that were written before names
# were noted have such undos.
NAMED_ONLY = "undoNamesHost"


class TakenOver(Exception):
    """An undo is not for this machine any more: the stack has it under the name `now`."""

    def __init__(self, now):
        super().__init__(now)
        self.now = now


def take_over(context):
    """Notes the name, at the end of a transaction; says so where the machine had another one."""
    ledger = context.ledger
    former, now = ledger.get(ENTRY), context.document["host"]
    if former not in (None, now):
        context.progress("this machine was %s in this stack, and is taken over as %s" % (former, now))
    if former != now and "expected" in ledger:
        ledger[NAMED_ONLY] = True
    ledger[ENTRY] = now


def refuse_former(ledger, name):
    """Raises TakenOver where an undo names another host than the ledger does, or none where it must."""
    now = ledger.get(ENTRY)
    if now is None or now == name:
        return
    if name is not None or ledger.get(NAMED_ONLY):
        raise TakenOver(now)
