"""A fault at each operation on hosts that firewalld or nftables rules: nothing half open stays."""

import os
import unittest

from harness import document, opening
from transaction.test_faults import FaultTest, empty, without_ledger

from firewall import test_firewalld
from firewall import test_nftables


class OfEachFirewall:
    """For classes whose setUp makes the host."""

    def test_a_failure_of_a_first_run_puts_everything_back(self):
        before = self.picture()

        def run(faults):
            error = self.attempt(faults, document(firewall=[opening()]))
            if error is None:
                self.undo_here()
            else:
                self.assertEqual(getattr(error, "unrestored", []), [], faults.struck)
            self.assertEqual(self.picture(), before, faults.struck)
            return faults.struck is not None

        self.assertGreater(self.each_fault(self.fails, run), 10)

    def test_a_failure_of_a_change_or_of_an_undo_keeps_what_was(self):
        self.run_here(document(firewall=[opening()]))
        before = self.told()
        changed = document(firewall=[opening(9393, ["10.0.0.0/24"])])
        for wanted, undoing in ((changed, False), (empty(), True)):

            def run(faults):
                error = self.attempt(faults, wanted, undoing)
                if error is None:
                    self.run_here(document(firewall=[opening()]))
                else:
                    self.assertEqual(getattr(error, "unrestored", []), [], faults.struck)
                self.assertEqual(self.told(), before, faults.struck)
                return faults.struck is not None

            self.assertGreater(self.each_fault(self.fails, run), 10)

    def test_killed_anywhere_the_next_undo_gives_everything_back(self):
        before = self.picture()

        def run(faults):
            killed = self.killed(faults, document(firewall=[opening()]))
            self.undo_here()
            self.assertEqual(self.picture(), before, faults.struck)
            return killed

        self.assertGreater(self.each_fault(lambda _: os._exit(9), run), 10)

    def told(self):
        return without_ledger(self.picture())


class OnFirewalld(OfEachFirewall, FaultTest):
    def setUp(self):
        super().setUp()
        test_firewalld.Firewalld.prepare(self)


class OnNftables(OfEachFirewall, FaultTest):
    def setUp(self):
        super().setUp()
        test_nftables.Nftables.prepare(self)

    def told(self):
        """A rule that went and came back has another handle."""
        files, state = super().told()
        for each in state["nft"]:
            each.get("rule", {}).pop("handle", None)
        return files, state


if __name__ == "__main__":
    unittest.main()
