"""A fault at the first operation, then at the second, and so on, until a run comes through.

An operation is a command or a change of the file system; the suite finds them by itself, so a step
added later is covered at once. After each fault the host must be as it was.
"""

import os
import sys
import unittest
from unittest import mock

from harness import API_CONF, HERE, PACKAGES, HostTest, fake_system, full_document, token

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(HERE)), "faults", "host"))

from operations import Operations  # noqa: E402


class Faults(Operations):
    """The operations of a run on the fakes."""

    def __init__(self, root, state_path, number, strike):
        super().__init__(number, strike, lambda place: root in place)
        self.system = fake_system(root, state_path)
        self.system.run = self.command(self.system.run)

    def patches(self):
        """Patches of the os module."""
        return [mock.patch("os." + name, counted) for name, counted in self.changes()]


class FaultTest(HostTest):
    """Runs with a fault at one operation after the other."""

    def each_fault(self, strike, run):
        """Calls run(faults) with a fault at operation 1, 2, … until none was struck."""
        number = 0
        while True:
            number += 1
            faults = Faults(self.root, self.state_path, number, strike)
            if not run(faults):
                return number - 1

    def attempt(self, faults, wanted, undoing=False):
        """Runs with faults; the error, or None."""
        from glance_host.transaction import transaction

        patches = faults.patches()
        for patch in patches:
            patch.start()
        try:
            self.run_here(wanted, undoing, faults.system)
            return None
        except (transaction.Failed, OSError) as error:
            return error
        finally:
            for patch in patches:
                patch.stop()

    def fails(self, what):
        raise OSError(28, "no space left on device (injected)", what)

    def killed(self, faults, wanted):
        """Whether a run in a process of its own was killed by the fault."""
        child = os.fork()
        if child == 0:
            error = self.attempt(faults, wanted)
            os._exit(0 if error is None else 1)
        status = os.waitpid(child, 0)[1]
        self.assertIn(os.WEXITSTATUS(status), (0, 9))
        return os.WEXITSTATUS(status) == 9

    def undo_here(self):
        self.run_here(empty(), undoing=True)

    def meaning(self):
        """The picture, with what glance-api.conf says in place of its bytes: keys that went and
        came back stand elsewhere in it."""
        from glance_host.ini.reader import IniText

        files, state = without_ledger(self.picture())
        # Each token is another one.
        place = token()["path"].lstrip("/")
        files[place] = files[place][:3]
        files["etc/glance/glance-api.conf"] = sorted(IniText(self.read(API_CONF)).settings(set()))
        return files, state


class EveryStep(FaultTest):
    """See above. The test of a whole run is repeated once an operation."""

    def test_a_failure_at_any_operation_of_a_first_run_puts_everything_back(self):
        before = self.picture()

        def run(faults):
            error = self.attempt(faults, full_document())
            if faults.struck is None:
                self.assertIsNone(error)
                return False
            if error is None:
                # A fault that did no harm (removing what is gone already): the run came through.
                self.undo_here()
                self.assert_undone(before, PACKAGES)
                self.remove_packages()
                return True
            self.assertEqual(getattr(error, "unrestored", []), [], faults.struck)
            self.assertEqual(self.picture(), before, faults.struck)
            return True

        self.assertGreater(self.each_fault(self.fails, run), 50)

    def test_a_failure_at_any_operation_of_a_change_keeps_the_former_stack(self):
        self.run_here(full_document())
        self.before = without_ledger(self.picture())
        changed = changed_document()

        def run(faults):
            error = self.attempt(faults, changed)
            if faults.struck is None:
                return False
            self.check_kept(error, faults.struck)
            return True

        self.assertGreater(self.each_fault(self.fails, run), 20)

    def test_a_failure_at_any_operation_of_an_undo_keeps_the_stack(self):
        self.run_here(full_document())
        self.before = without_ledger(self.picture())

        def run(faults):
            error = self.attempt(faults, empty(), undoing=True)
            if faults.struck is None:
                return False
            self.check_kept(error, faults.struck)
            return True

        self.assertGreater(self.each_fault(self.fails, run), 20)

    def check_kept(self, error, struck):
        """The stack as it was, or else a run that came through, because the fault did no harm."""
        if error is None:
            self.run_here(full_document())
            self.before = without_ledger(self.picture())
            return
        self.assertEqual(getattr(error, "unrestored", []), [], struck)
        self.assertEqual(without_ledger(self.picture()), self.before, struck)

    def test_killed_at_any_operation_the_next_undo_gives_everything_back(self):
        before = self.picture()

        def run(faults):
            if not self.killed(faults, full_document()):
                return False
            self.undo_here()
            # Packages stay, if it came to them.
            installed = [name for name in PACKAGES if name in self.state()["packages"]]
            self.assert_undone(before, installed)
            self.remove_packages()
            return True

        self.each_fault(lambda _: os._exit(9), run)

    def test_killed_at_any_operation_of_a_first_run_the_next_one_completes(self):
        self.run_here(full_document())
        after = self.meaning()
        self.undo_here()

        def run(faults):
            if not self.killed(faults, full_document()):
                return False
            self.run_here(full_document())
            self.assertEqual(self.meaning(), after)
            self.undo_here()
            return True

        self.assertGreater(self.each_fault(lambda _: os._exit(9), run), 50)

    def test_killed_at_any_operation_the_next_run_completes(self):
        self.run_here(full_document())
        self.run_here(changed_document())
        after = self.meaning()
        starts = self.state()["units"]["glance-api.service"]["starts"]
        self.run_here(full_document())

        def run(faults):
            if not self.killed(faults, changed_document()):
                return False
            before = self.state()["units"]["glance-api.service"]["starts"]
            self.run_here(changed_document())
            self.assertEqual(self.meaning(), after)
            self.assertLessEqual(self.state()["units"]["glance-api.service"]["starts"], before + 1)
            self.run_here(full_document())
            return True

        self.each_fault(lambda _: os._exit(9), run)
        self.assertGreater(starts, 0)

    def remove_packages(self):
        """As an administrator would: the next run is to be a first one again."""
        state = self.state()
        for name in PACKAGES:
            for each in state["packages"].pop(name, {}).get("units", []):
                state["units"].pop(each, None)
        self.set_state(**state)


def empty():
    from glance_host.transaction import steps
    from harness import STACK

    return dict(steps.empty_document(STACK, "image1"), secrets=[])


def changed_document():
    """Another port, another password, another file; one part gone, one new."""
    wanted = full_document()
    wanted["settings"][0]["set"]["database"]["connection"]["value"] = "mysql://g:new@db/glance"
    del wanted["settings"][0]["set"]["glance_store"]
    wanted["firewall"][0]["port"] = 9393
    wanted["files"][0]["content"] = "frontend two\n"
    return wanted


def without_ledger(picture):
    files, state = picture
    return {k: v for k, v in files.items() if "lib/pulumi-glance" not in k}, state


if __name__ == "__main__":
    unittest.main()
