"""Two faults: the second strikes during the recovery from the first.

The first is a failure, and the second comes while the same run puts everything back; or the first
is a kill, and the second comes in the next run, which takes it up. After both comes a run without a
fault, by turns one that completes and one that takes back; then the host must be as after a good one.
"""

import os

from harness import PACKAGES, full_document
from transaction.test_faults import Faults, FaultTest, changed_document, empty, without_ledger

KILLED = 9
# A fault's number that no run has: it only counts.
NEVER = 1 << 30
# Which second operation is struck moves on with the first, so that a sample passes over none.
SHIFT = 7


class Finding:
    """A line of the table: how many pairs were tried, and how those that were lost ended."""

    def __init__(self, scenario, fault):
        self.scenario = scenario
        self.fault = fault
        self.tried = 0
        self.lost = []

    def line(self):
        """As the suite on real hosts has it (faults/walk.ts)."""
        survived = self.tried - len(self.lost)
        return dict(
            scenario=self.scenario, fault=self.fault, tried=self.tried, survived=survived, lost=self.lost
        )


class Host(FaultTest):
    """A host on which pairs strike: three states, and the deeds that lead to them."""

    def prepare(self):
        """Makes each state once, and keeps it to begin from."""
        self.before = self.picture()
        self.clean = self.kept()
        self.meanings = {}
        for name, wanted in (("applied", full_document()), ("changed", changed_document())):
            self.run_here(wanted)
            self.meanings[name] = self.meaning()
            if name == "applied":
                self.applied = self.kept()

    def scenarios(self):
        """(name, the host to begin with, the deed that is struck, one that takes back)."""
        yield "first run", self.clean, "applied", "undone"
        yield "change", self.applied, "changed", "applied"
        yield "undo", self.applied, "undone", "applied"

    def perform(self, deed, faults=None):
        """Runs it; the error, or None."""
        wanted = {"applied": full_document, "changed": changed_document, "undone": empty}[deed]()
        faults = faults or Faults(self.root, self.state_path, NEVER, None)
        return self.attempt(faults, wanted, undoing=deed == "undone")

    def must_be(self, deed):
        """Fails unless the host is as a good run of this deed leaves it."""
        if deed != "undone":
            self.same(self.meaning(), self.meanings[deed])
            return
        files, state = self.picture()
        # They stay, if it came to them.
        state["packages"] = {k: v for k, v in state["packages"].items() if k not in PACKAGES}
        # A reload that failed was told of (exit code 3); systemd sees it by its next one, as the picture
        # has it of units.
        self.same((files, dict(state, loaded={})), (self.before[0], dict(self.before[1], loaded={})))

    def same(self, found, wanted):
        """Fails with what differs of two pictures, a few words each."""
        wrong = []
        for is_, must in zip(found, wanted):
            for name in sorted(set(is_) | set(must)):
                if is_.get(name) != must.get(name):
                    wrong.append("%s is %s, not %s" % (name, is_.get(name), must.get(name)))
        if wrong:
            raise AssertionError("; ".join(line[:300] for line in wrong))

    def left(self):
        """What a run that has put all back must leave as it was. The lock's file may stay in /run where
        it cannot be removed: the next run takes it."""
        files, state = without_ledger(self.picture())
        files.pop("run/lock/pulumi-glance.lock", None)
        return files, state

    # What it is to begin with

    def kept(self):
        """All of the host, to be brought back later."""
        files = []
        for folder, folders, names in os.walk(self.root):
            for name in folders + names:
                place = os.path.join(folder, name)
                status = os.lstat(place)
                content = None
                if os.path.islink(place):
                    content = os.readlink(place)
                elif name in names:
                    with open(place, "rb") as file:
                        content = file.read()
                files.append((place, status.st_mode, status.st_uid, status.st_gid, content))
        with open(self.state_path, "rb") as file:
            return files, file.read()

    def bring_back(self, kept):
        """Makes the host that again."""
        files, state = kept
        wanted = {place for place, *_ in files}
        for folder, folders, names in os.walk(self.root, topdown=False):
            for place in (os.path.join(folder, name) for name in names):
                os.unlink(place)
            for place in (os.path.join(folder, name) for name in folders):
                if place not in wanted:
                    os.rmdir(place)
        for place, mode, uid, gid, content in files:
            if isinstance(content, str):
                os.symlink(content, place)
                continue
            if content is None:
                os.makedirs(place, exist_ok=True)
            else:
                with open(place, "wb") as file:
                    file.write(content)
            os.chown(place, uid, gid)
            os.chmod(place, mode & 0o7777)
        with open(self.state_path, "wb") as file:
            file.write(state)


def killed(run):
    """Whether run() in a process of its own was killed there by a strike."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            run()
            code = 0
        finally:
            os._exit(code)
    code = os.WEXITSTATUS(os.waitpid(child, 0)[1])
    if code not in (0, KILLED):
        raise AssertionError("the run that was to be struck ended with %d" % code)
    return code == KILLED


class Pairs:
    """Strikes pairs on a host: the first at one in `first` operations, the second at one in `second`."""

    def __init__(self, host, first, second):
        self._host = host
        self._first = first
        self._second = second
        self._turn = 0

    def findings(self):
        """A Finding a scenario and kind of pair."""
        for scenario in self._host.scenarios():
            for text, walk in (
                ("failed, then killed as it puts back", self._killed_while_putting_back),
                ("failed, then failed as it puts back", self._failed_while_putting_back),
                ("killed, then the next run killed", self._next_killed),
                ("killed, then the next run failed", self._next_failed),
            ):
                finding = Finding(scenario[0], text)
                self._walk(finding, scenario, walk)
                yield finding

    def _walk(self, finding, scenario, walk):
        """walk() answers whether the first (None) or the second (False) was not struck any more."""
        _, start, deed, back = scenario
        first = 1
        while True:
            second = 1 + first * SHIFT % self._second
            while True:
                self._host.bring_back(start)
                self._turn += 1
                # By turns: the same again, or back; of the recovery, and of the run after it.
                recovery = (deed, back)[self._turn // 2 % 2]
                last = (deed, back)[self._turn % 2]
                where = "%s, first at %d, second at %d" % (deed, first, second)
                try:
                    struck = walk(deed, first, second, recovery)
                    if not struck:
                        break
                    finding.tried += 1
                    error = self._host.perform(last)
                    if error is not None:
                        raise AssertionError("the run after it failed: %s" % error)
                    self._host.must_be(last)
                except AssertionError as error:
                    finding.lost.append("%s, %s, then %s: %s" % (where, recovery, last, error))
                second += self._second
            if struck is None:
                return
            first += self._first

    # Of each: True when both were struck, False when only the first, None when neither.

    def _killed_while_putting_back(self, deed, first, second, _):
        faults = self._twice(first, second, lambda _: os._exit(KILLED))
        # The child tells by its end whether it came to the second; whether to the first, by trial.
        if killed(lambda: self._host.perform(deed, faults)):
            return True
        return False if self._killed_at(first, deed) else None

    def _failed_while_putting_back(self, deed, first, second, _):
        before = self._host.left()
        faults = self._twice(first, second, self._host.fails)
        error = self._host.perform(deed, faults)
        if faults.struck is None:
            return None
        if faults.count_of_all < first + second:
            return False
        if error is not None and not getattr(error, "unrestored", []):
            self._host.same(self._host.left(), before)
        return True

    def _next_killed(self, deed, first, second, recovery):
        if not self._killed_at(first, deed):
            return None
        return self._killed_at(second, recovery)

    def _next_failed(self, deed, first, second, recovery):
        if not self._killed_at(first, deed):
            return None
        faults = self._once(second, self._host.fails)
        self._host.perform(recovery, faults)
        return faults.struck is not None

    def _killed_at(self, number, deed):
        faults = self._once(number, lambda _: os._exit(KILLED))
        return killed(lambda: self._host.perform(deed, faults))

    def _once(self, number, strike):
        return Faults(self._host.root, self._host.state_path, number, strike)

    def _twice(self, first, second, strike):
        """The first fails; the second, so many operations later, is `strike`."""

        def both(what):
            if faults.count_of_all == first:
                faults.number = first + second
                self._host.fails(what)
            strike(what)

        faults = self._once(first, both)
        return faults
