"""Signals that ask the program to end make the transaction put everything back first."""

import contextlib
import signal

# SIGALRM is the watchdog's: the time limit is up.
ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGALRM)


def _interrupt(number, _frame):
    from glance_host.problem import Interrupted

    # One is enough: what puts things back must not be interrupted by the next.
    ignore()
    if number == signal.SIGALRM:
        raise Interrupted("not done within the time limit (limits.transactionSeconds)")
    raise Interrupted("interrupted by %s" % signal.Signals(number).name)


def listen():
    """From here on an ending signal raises Interrupted."""
    for number in ENDING:
        signal.signal(number, _interrupt)


def ignore():
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)


@contextlib.contextmanager
def shielded():
    """Nothing but a kill interrupts what happens within."""
    former = {number: signal.getsignal(number) for number in ENDING}
    ignore()
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
