"""A machine under the names that a stack has for it: taken over, and undone under the last one only."""

import json
import unittest

from harness import PACKAGES, STACK, HostTest, document, full_document

LEDGER = "/var/lib/pulumi-glance/%s/ledger.json" % STACK


class HostName(HostTest):
    def setUp(self):
        super().setUp()
        self.before = self.picture()

    def named(self, name):
        return full_document(host=name)

    def undo_as(self, *name):
        code, _, err = self.run_program("undo", STACK, *name)
        self.assertEqual(code, 0, err)
        return err

    def is_left_alone(self, *name):
        before = self.picture()
        err = self.undo_as(*name)
        self.assertIn("this machine is image3 in the stack now: nothing on it is undone", err)
        self.assertEqual(self.picture(), before)

    def test_a_renamed_host_is_taken_over_without_a_touch(self):
        self.apply(self.named("image2"))
        before, _ = self.picture()
        report = self.apply(self.named("image3"))
        self.assertEqual((report["changed"], report["restarted"]), (False, []))
        after, _ = self.picture()
        for files in (before, after):
            del files[LEDGER[1:]]
        self.assertEqual(after, before)

    def test_an_undo_under_the_former_name_leaves_the_machine_alone(self):
        self.apply(self.named("image2"))
        self.apply(self.named("image3"))
        self.is_left_alone("image2")

    def test_an_undo_under_the_present_name_gives_back_what_was_before_the_first(self):
        self.apply(self.named("image2"))
        self.apply(self.named("image3"))
        self.undo_as("image3")
        self.assert_undone(self.before, staying=PACKAGES)

    def test_an_undo_without_a_name_is_one_of_a_machine_that_had_one_name_only(self):
        self.apply(self.named("image2"))
        self.undo_as()
        self.assert_undone(self.before, staying=PACKAGES)

    def test_an_undo_without_a_name_is_a_former_ones_after_a_rename(self):
        self.apply(self.named("image2"))
        self.apply(self.named("image3"))
        self.is_left_alone()

    def test_a_rename_right_after_a_version_that_noted_no_names_is_none_to_undo_either(self):
        self.apply(self.named("image2"))
        ledger = json.loads(self.read(LEDGER))
        del ledger["host"]
        self.write(LEDGER, json.dumps(ledger), 0o600)
        self.apply(self.named("image3"))
        self.is_left_alone()

    def test_a_first_transaction_that_was_cut_off_is_undone_under_any_name(self):
        self.write(LEDGER, json.dumps({"format": 1, "pending": []}), 0o600)
        self.undo_as("image9")
        self.assertFalse(self.exists(LEDGER))

    def test_an_undo_keeps_the_program_for_the_next_up_and_leaving_takes_it_along(self):
        program = "/.pulumi-glance-%s.pyz" % STACK
        self.write(program, "")
        self.apply(self.named("image2"))
        self.undo_as("image2")
        self.assertTrue(self.exists(program))
        self.assertEqual(self.run_program("leave", STACK, "image2")[0], 0)
        self.assertFalse(self.exists(program))

    def test_leaving_undoes_what_is_still_there(self):
        self.apply(self.named("image2"))
        self.assertEqual(self.run_program("leave", STACK, "image2")[0], 0)
        self.assert_undone(self.before, staying=PACKAGES)

    def test_leaving_under_a_former_name_leaves_the_program_too(self):
        program = "/.pulumi-glance-%s.pyz" % STACK
        self.write(program, "")
        self.apply(self.named("image3"))
        code, _, err = self.run_program("leave", STACK, "image2")
        self.assertEqual(code, 0, err)
        self.assertTrue(self.exists(program))
        self.assertTrue(self.exists(LEDGER))

    def test_a_failed_take_over_keeps_the_former_name(self):
        self.apply(self.named("image2"))
        refused = document(host="image3", versions=[dict(self.named("x")["versions"][0], release="juno")])
        code, _, err = self.try_apply(refused)
        self.assertEqual(code, 1, err)
        self.assertEqual(json.loads(self.read(LEDGER))["host"], "image2")


if __name__ == "__main__":
    unittest.main()
