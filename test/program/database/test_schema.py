import os
import tempfile
import unittest

from support import Context, Host

from glance_host.database import drift as database_drift
from glance_host.database import schema
from glance_host.problem import Problem
from glance_host.system.system import Result

REQUEST = {
    "user": "glance",
    "check": "glance-manage db check",
    "sync": "glance-manage db_sync",
    "connection": "mysql+pymysql://glance:secret@h/glance",
    "component": "DatabaseSchema",
}


class TheSchema(unittest.TestCase):
    def setUp(self):
        self.codes = {"glance-manage db check": 0, "glance-manage db_sync": 0}
        self.version = "2:25.1.0-2"
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        os.mkdir(folder.name + "/etc")
        with open(folder.name + "/etc/os-release", "w") as file:
            file.write("ID=debian\n")
        self.host = Host(folder.name, self.answer)
        self.ledger = {}

    def answer(self, argv):
        if argv[0] == "dpkg-query":
            return Result(1, "glance-common installed %s\n" % self.version, "no packages found")
        if argv[0] == "su":
            return Result(self.codes[argv[4]], "", "line one\nline two\n")
        return Result(127, "", "")

    def run_step(self, request=REQUEST):
        self.host.commands.clear()
        context = Context({"schema": request}, self.ledger, self.host)
        schema.run(context)
        return context, [argv[4] for argv in self.host.commands if argv[0] == "su"]

    def test_is_left_alone_when_the_check_says_so(self):
        context, ran = self.run_step()
        self.assertEqual(ran, ["glance-manage db check"])
        self.assertEqual(context.report["schema"], "current")
        self.assertEqual(context.changes, [])

    def test_is_synced_as_the_services_user_when_the_check_says_so(self):
        self.codes["glance-manage db check"] = 3
        context, ran = self.run_step()
        self.assertEqual(ran, ["glance-manage db check", "glance-manage db_sync"])
        self.assertEqual(context.report["schema"], "synced")
        self.assertEqual(self.host.commands[-1][:4], ["su", "-s", "/bin/sh", "-c"])
        self.assertEqual(self.host.commands[-1][-1], "glance")

    def test_is_not_looked_at_again_until_its_inputs_change(self):
        self.run_step()
        self.assertEqual(self.run_step()[1], [])
        self.assertEqual(len(self.run_step(dict(REQUEST, connection="other"))[1]), 1)
        self.version = "2:26.0.0-1"
        self.assertEqual(len(self.run_step(dict(REQUEST, connection="other"))[1]), 1)

    def test_that_cannot_be_synced_ends_the_transaction_with_what_was_said(self):
        self.codes = {"glance-manage db check": 1, "glance-manage db_sync": 1}
        with self.assertRaisesRegex(Problem, "line two"):
            self.run_step()
        self.assertEqual(self.ledger, {})

    def test_that_is_only_looked_at_fails_where_it_is_behind_and_says_what_to_run(self):
        look = dict(REQUEST, sync=None)
        self.assertEqual(self.run_step(look)[1], ["glance-manage db check"])
        self.codes["glance-manage db check"] = 3
        self.version = "2:26.0.0-1"
        with self.assertRaisesRegex(Problem, "behind(.|\n)*line two(.|\n)*glance-manage db_sync"):
            self.run_step(look)
        self.assertEqual(self.host.commands[-1][4], "glance-manage db check")

    def test_without_a_check_is_synced_once_for_each_glance_and_database(self):
        blind = dict(REQUEST, check=None)
        context, ran = self.run_step(blind)
        self.assertEqual(ran, ["glance-manage db_sync"])
        self.assertEqual(context.report["schema"], "synced")
        context, ran = self.run_step(blind)
        self.assertEqual((ran, context.report["schema"]), ([], "current"))
        self.assertEqual(len(self.run_step(dict(blind, connection="other"))[1]), 1)
        self.version = "2:15.0.1-1"
        self.assertEqual(len(self.run_step(dict(blind, connection="other"))[1]), 1)

    def test_without_a_check_ends_the_transaction_where_it_cannot_be_synced(self):
        self.codes["glance-manage db_sync"] = 1
        with self.assertRaisesRegex(Problem, "line two"):
            self.run_step(dict(REQUEST, check=None))
        self.assertEqual(self.ledger, {})

    def test_without_a_check_and_left_to_others_is_told_to_be_unknown(self):
        blind = dict(REQUEST, check=None, sync=None)
        context, ran = self.run_step(blind)
        self.assertEqual(ran, [])
        self.assertIsNone(context.report["schema"])
        self.assertEqual(context.changes, [])
        self.assertIn("this release cannot tell whether its tables are up to date", context.said[-1])

    def test_is_no_drift_where_the_check_says_so_or_there_is_none(self):
        self.assertEqual(self.drift(REQUEST), {})
        self.assertEqual(self.drift(dict(REQUEST, check=None)), {})
        self.codes["glance-manage db check"] = 3
        self.host.commands.clear()
        self.assertEqual(self.drift(dict(REQUEST, check=None)), {})
        self.assertEqual(self.host.commands, [])

    def test_that_is_behind_is_drift(self):
        self.codes["glance-manage db check"] = 3
        what = "the tables are behind this release, or the database does not answer: glance-manage db check says no"
        self.assertEqual(self.drift(REQUEST), {"database schema": what})

    def drift(self, request):
        """What an observation finds, which knows no connection."""
        found = {}
        known = {key: value for key, value in request.items() if key != "connection"}
        context = Context({"schema": known}, self.ledger, self.host)
        context.differs = found.__setitem__
        database_drift.look(context, "schema")
        return found

    def test_is_remembered_without_its_secret(self):
        self.run_step()
        self.assertNotIn("secret", str(self.ledger))

    def test_is_forgotten_by_an_undo_which_drops_nothing(self):
        self.run_step()
        self.assertEqual(self.run_step(None)[1], [])
        self.assertEqual(self.ledger, {})


if __name__ == "__main__":
    unittest.main()
