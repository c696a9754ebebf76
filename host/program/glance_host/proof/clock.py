"""The time that a proof may take."""

import time

from glance_host.problem import Problem


class Clock:
    """The time that is left, asked for by each step."""

    def __init__(self, seconds):
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def lasts(self, seconds):
        """Whether so many seconds are left."""
        return time.monotonic() + seconds < self._end

    def left(self, where):
        """Seconds left; a Problem that names the step once there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            hint = "See why it is so slow, or give the proof more time"
            raise Problem("proof", where, "the %d s of the proof are over" % self.seconds, hint)
        return left
