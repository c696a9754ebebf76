"""Is the host still what the last transaction made it? Looks, and changes nothing.

The answer is a map: an item in the words of the guide ("glance-api.conf [DEFAULT] bind_port") and
what is wrong with it. Empty: nothing. A secret is only said to differ. What cannot be looked at
is an item of its own and hides no other.
"""

from glance_host import rooms
from glance_host.keystone.api import KeystoneError
from glance_host.problem import Problem
from glance_host.transaction.ledger import Ledger
from glance_host.transaction.lock import Lock
from glance_host.transaction.steps import IN_LEDGER, PARTS

LOCK_SECONDS = 30
UNREADABLE = (
    "the program cannot tell whether it is as the stack left it; repeat with pulumi up --refresh, and where that "
    "says the same, report it as a fault of the program"
)


class Look:
    """What an observer is given; a Context of which only the reading half is there.

    document  what must be true: the ledger's `expected`
    secrets   what the request on stdin brings along to be tried: {"password": …}
    drift     the answer in the making
    """

    def __init__(self, expected, ledger, system, output, secrets):
        self.document = expected
        self.ledger = ledger
        self.system = system
        self.output = output
        self.secrets = secrets
        self.drift = {}

    def differs(self, item, what):
        """Notes that an item is not as it must be."""
        self.drift[self.output.redaction.mask(item)] = self.output.redaction.mask(what)

    def progress(self, text):
        """For what is shared with the transaction: an observation has nothing to tell meanwhile."""


def run(stack, secrets, system, output, lock_seconds=LOCK_SECONDS):
    """The drift of this host, by item."""
    try:
        with Lock(system, stack, lock_seconds):
            return _look(stack, secrets, system, output)
    except Problem as problem:
        return {problem.where: problem.what}


def _look(stack, secrets, system, output):
    ledger = Ledger(system, stack)
    expected = ledger.get("expected")
    look = Look(expected or {}, ledger, system, output, secrets)
    if ledger.is_cut_off():
        look.differs("transaction", "the last one was cut off and is not complete")
    if ledger.is_unheard():
        look.differs("transaction", "Pulumi did not hear of its end: its state may be an older one")
    if expected is None:
        look.differs("transaction", "nothing is configured here by this stack")
        return look.drift
    for part in PARTS:
        known = ledger if part.baseline == IN_LEDGER else expected
        if part.drift and known.get(part.name):
            _observe(look, part.drift, part.name)
    return look.drift


def _observe(look, module, part):
    try:
        rooms.module(module).look(look, part)
    except Problem as problem:
        look.differs(problem.where, problem.what)
    except (OSError, KeystoneError) as error:
        look.differs(part, "the program could not read it: %s" % error)
    except Exception:
        # What the error says may quote what could not be read.
        look.differs(part, UNREADABLE)
