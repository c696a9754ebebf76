"""Parts and steps are declared once, and what the declaration names is there."""

import unittest

import harness  # noqa: F401: the program's place

from glance_host import rooms
from glance_host.transaction import steps

# Of these a user who may run the program only may ask for anything: docs say why.
WITHOUT = {"firewall", "health", "identity", "checks", "validations", "abandon"}


class Declared(unittest.TestCase):
    def test_each_part_is_named_once_and_its_modules_have_what_they_are_named_for(self):
        names = [part.name for part in steps.PARTS]
        self.assertEqual(len(names), len(set(names)))
        for part in steps.PARTS:
            if part.baseline not in (steps.AS_IT_IS, steps.IN_LEDGER, steps.NOT_COMPARED):
                self.assertTrue(callable(rooms.module(part.baseline).of_part), part.name)
            if part.drift:
                self.assertTrue(callable(rooms.module(part.drift).look), part.name)
            if part.least_privilege:
                self.assertTrue(callable(rooms.module(part.least_privilege).refusals), part.name)

    def test_what_a_part_may_ask_for_is_limited_unless_it_stands_here(self):
        without = {part.name for part in steps.PARTS if part.least_privilege is steps.ANYTHING}
        self.assertEqual(without, WITHOUT)

    def test_each_step_is_of_a_part_runs_and_has_a_title(self):
        names = {part.name for part in steps.PARTS}
        for step in steps.BEFORE_SWAP + steps.AFTER_SWAP:
            self.assertIn(step.part, names)
            self.assertTrue(callable(rooms.module(step.module).run), step.module)
            # "checking the staged files failed: putting everything back"
            self.assertRegex(step.title, "^[a-z]+ing [A-Za-z]", step.module)
            self.assertTrue(rooms.module(step.module).run.__doc__, step.module)


if __name__ == "__main__":
    unittest.main()
