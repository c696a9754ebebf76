"""A power cut at one operation after the other, on a host whose page cache is lost with it.

What the program did not sync is gone (faults/host/durable.py); what commands wrote within the host's
folder is taken for lost, too. The next run, by turns one that completes and one that takes back, must
be right all the same; and so must the host after a cut at the very end of a run, which has told Pulumi
that all is done.
"""

import os
import sys

from harness import HERE
from transaction.two_faults import KILLED, NEVER, Finding, killed

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(HERE)), "faults", "host"))

from durable import Durable  # noqa: E402
from transaction.test_faults import Faults  # noqa: E402


class LostCache:
    """Cuts the power of a two_faults.Host at one in `every` operations of each scenario."""

    def __init__(self, host, every):
        self._host = host
        self._every = every

    def findings(self):
        """Two Findings a scenario and way to lose: cuts on the way, and one at the end."""
        for name, start, deed, back in self._host.scenarios():
            for text, lose in (
                ("names and contents", Durable.lose),
                ("contents only", Durable.lose_contents),
            ):
                self._lose = lose
                on_the_way = Finding(name, "power cut, what was not synced is lost: " + text)
                number = 1
                while self._cut(on_the_way, start, deed, number, (deed, back)[number // self._every % 2]):
                    number += self._every
                yield on_the_way
                end = Finding(name, "the same after its end: " + text)
                self._cut(end, start, deed, NEVER, None)
                yield end

    def _cut(self, finding, start, deed, number, next_deed):
        """Whether the operation of that number was reached, or none was to be."""
        host = self._host
        host.bring_back(start)
        reached = self._run_and_lose(deed, number)
        if not reached and number != NEVER:
            return False
        finding.tried += 1
        try:
            if next_deed is None:
                host.must_be(deed)
            else:
                error = host.perform(next_deed)
                if error is not None:
                    raise AssertionError("the run after it failed: %s" % error)
                host.must_be(next_deed)
        except AssertionError as error:
            finding.lost.append("%s, cut at %d, then %s: %s" % (deed, number, next_deed, error))
        return True

    def _run_and_lose(self, deed, number):
        """Runs it in a process of its own, whose end is the cut; whether it was cut on the way."""

        def run():
            durable = Durable(self._host.root)
            volumes = [self._host.root + "/var/lib/glance/images"]
            os.fsync = durable.fsync

            def cut(_):
                self._lose(durable, volumes)
                os._exit(KILLED)

            error = self._host.perform(deed, Faults(self._host.root, self._host.state_path, number, cut))
            if error is not None:
                raise error
            self._lose(durable, volumes)

        return killed(run)
