"""One transaction at a time on a host, whichever stack it serves: one file, one writer.

How long it waits is the setting `limits.lockSeconds`, which comes as --lock-limit (cli/arguments.py).
"""

import errno
import fcntl
import os
import re
import time

from glance_host.problem import Problem

PATH = "/run/lock/pulumi-glance.lock"


class Lock:
    """The host's lock, held from `with` to its end. A dead holder's lock is free by itself."""

    def __init__(self, system, stack, seconds):
        self._place = system.path(PATH)
        self._stack = stack
        self._seconds = seconds
        self._handle = None

    def __enter__(self):
        os.makedirs(os.path.dirname(self._place), exist_ok=True)
        end = time.monotonic() + self._seconds
        while not self._try():
            if time.monotonic() > end:
                raise Problem(
                    "transaction",
                    PATH,
                    "another transaction has held this host for %d s: %s"
                    % (self._seconds, self._holder()),
                    "Wait until it has ended, then repeat. See what it does",
                    self._look(),
                )
            time.sleep(0.2)
        try:
            os.ftruncate(self._handle, 0)
            os.pwrite(self._handle, self._name().encode(), 0)
        except OSError:
            self.__exit__()  # `with` does so only for what came in
            raise
        return self

    def __exit__(self, *_):
        # Removed while held: nothing stays behind, and whoever waits for this very file looks again.
        try:
            os.unlink(self._place)
        except OSError:
            pass
        os.close(self._handle)

    def _try(self):
        handle = os.open(self._place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(handle), os.stat(self._place)):
                self._handle = handle
                return True
        except FileNotFoundError:
            pass  # the former holder removed it meanwhile
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.EACCES):
                os.close(handle)
                raise
        os.close(handle)
        return False

    def _name(self):
        return "process %d, stack %s" % (os.getpid(), self._stack)

    def _look(self):
        number = re.match(r"process (\d+)", self._holder())
        return "ps -f %s" % (number.group(1) if number else "PID")

    def _holder(self):
        try:
            with open(self._place, encoding="utf-8", errors="replace") as file:
                return file.read() or "unknown"
        except OSError:
            return "unknown"
