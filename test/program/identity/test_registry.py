import json
import tempfile
import unittest

from support import Context, Host

from glance_host.identity.registry import PATH, Rows


class RowsOfKeystone(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.host = Host(folder.name)

    def rows(self, stack):
        self.context = Context({"stack": stack}, system=self.host)
        return Rows(self.context)

    def test_made_by_one_stack_are_removed_by_the_last_that_uses_them(self):
        self.rows("a").use("service", "1", True)
        self.rows("b").use("service", "1", False)
        self.assertFalse(self.rows("a").release("service", "1"))
        self.assertTrue(self.rows("b").release("service", "1"))

    def test_that_were_there_before_are_nobodys_to_remove(self):
        self.rows("a").use("user", "1", False)
        self.assertFalse(self.rows("a").release("user", "1"))
        self.assertIsNone(self.host.read(PATH))

    def test_made_earlier_stay_ours_when_they_are_found_again(self):
        self.rows("a").use("user", "1", True)
        self.rows("a").use("user", "1", False)
        self.assertTrue(self.rows("a").release("user", "1"))

    def test_are_put_back_with_the_ids_of_rows_made_anew(self):
        self.rows("a").use("endpoint", "old", True)
        rows = self.rows("a")
        rows.release("endpoint", "old")
        rows.forget("endpoint", "old")
        rows.save()
        self.assertIsNone(self.host.read(PATH))
        rows.renamed("old", "new")
        self.context.rollback.roll_back()
        self.assertEqual(list(json.loads(self.host.read(PATH))["rows"]), ["endpoint new"])

    def test_that_somebody_else_made_are_no_longer_intended(self):
        rows = self.rows("a")
        rows.intend("region", {"id": "RegionOne"})
        self.assertIn("RegionOne", self.host.read(PATH))
        rows.forgo()
        self.assertIsNone(self.host.read(PATH))

    def test_hold_no_password_of_what_is_intended(self):
        self.rows("a").intend("user", {"name": "glance", "password": "canary"})
        self.assertNotIn("canary", self.host.read(PATH))

    def test_that_are_gone_are_put_back_with_new_ids_though_nothing_was_written_yet(self):
        self.rows("a").use("endpoint", "old", True)
        rows = self.rows("a")
        rows.forget("endpoint", "old")
        rows.renamed("old", "new")
        self.context.rollback.roll_back()
        self.assertEqual(list(json.loads(self.host.read(PATH))["rows"]), ["endpoint new"])


if __name__ == "__main__":
    unittest.main()
