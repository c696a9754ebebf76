"""No command on a host outlives its time limit.

A second process waits. At the limit it interrupts the program, which then puts everything back;
where that takes too long, too, it kills the program with all that it has started, and the ledger is
what the next run takes up. It learns of the commands under way through a pipe, and knows by the
pipe's end that the program has ended, killed or not: then it kills what of them is left, and ends.
A command is a process group. One that leaves its group (a daemon) is not followed.
"""

import os
import select
import signal
import sys
import time


class Watchdog:
    """Watches this process from `with` to its end, or until it ends without it."""

    def __init__(self, seconds, put_back_seconds):
        self._seconds = seconds
        self._put_back_seconds = put_back_seconds
        self._pipe = None
        self._child = None

    def __enter__(self):
        reader, self._pipe = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        watched = os.getpid()
        self._child = os.fork()
        if self._child == 0:
            code = 1
            try:
                os.close(self._pipe)
                _leave()
                _Watch(reader, watched).run(self._seconds, self._put_back_seconds)
                code = 0
            finally:
                os._exit(code)
        os.close(reader)
        return self

    def __exit__(self, *_):
        os.close(self._pipe)
        os.waitpid(self._child, 0)

    def started(self, group):
        """A command began, as a process group of its own."""
        os.write(self._pipe, b"+%d\n" % group)

    def ended(self, group):
        """It ended, or was killed."""
        os.write(self._pipe, b"-%d\n" % group)


def _leave():
    """Away from the program's session and output: whoever waits for their end must not wait here."""
    os.setsid()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)


class _Watch:
    """The second process."""

    def __init__(self, reader, watched):
        self._reader = reader
        self._watched = watched
        self._groups = set()
        self._rest = b""

    def run(self, seconds, put_back_seconds):
        if self._wait(seconds):
            os.kill(self._watched, signal.SIGALRM)
            if self._wait(put_back_seconds):
                os.kill(self._watched, signal.SIGKILL)
                words = "the program could not put everything back within %d s and was killed: the next run does it\n"
                os.write(2, (words % put_back_seconds).encode())
                self._wait(5)
        for group in self._groups:
            try:
                os.killpg(group, signal.SIGKILL)
            except ProcessLookupError:
                pass  # it ended by itself

    def _wait(self, seconds):
        """True when the time is up, False when the program has ended."""
        end = time.monotonic() + seconds
        while True:
            left = end - time.monotonic()
            if left <= 0:
                return True
            if not select.select([self._reader], [], [], left)[0]:
                return True
            data = os.read(self._reader, 4096)
            if not data:
                return False
            self._note(data)

    def _note(self, data):
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            group = int(line[1:])
            (self._groups.add if line[:1] == b"+" else self._groups.discard)(group)
