import threading
import unittest
from unittest import mock

from support import Context

from glance_host.logins import logins
from glance_host.logins import step as logins_step
from glance_host.problem import Problem
from glance_host.system import parallel


def check(kind, component="C", **inputs):
    return dict(inputs, kind=kind, component=component)


class Checks(unittest.TestCase):
    def run_checks(self, *wanted, ledger=None, log_in=lambda check, progress: None):
        context = Context({"checks": list(wanted)}, ledger)
        with mock.patch.object(logins, "log_in", side_effect=log_in) as called:
            try:
                logins_step.run(context)
            finally:
                self.asked = [call[0][0]["kind"] for call in called.call_args_list]
        return context.ledger

    def test_import_all_that_they_need_before_any_runs(self):
        order = []

        def load(kinds):
            order.append(sorted(kinds))

        with mock.patch.object(logins, "load", side_effect=load):
            wanted = [check("database", url="u"), check("swift"), check("broker")]
            self.run_checks(*wanted, log_in=lambda check, progress: order.append("login"))
        self.assertEqual(order, [["broker", "database", "swift"]] + ["login"] * 3)

    def test_know_the_libraries_of_each_kind_and_miss_none_that_is_not_there(self):
        imported = mock.Mock(side_effect=ImportError)
        # Of this module only: a store's own module is to be found.
        with mock.patch.object(logins, "importlib", mock.Mock(import_module=imported)):
            logins.load(["database", "broker", "identity", "swift"])
        names = [call[0][0] for call in imported.call_args_list]
        self.assertEqual(len(names), len(set(names)))
        for name in ("sqlalchemy", "pymysql", "amqp", "keystoneauth1.session", "requests"):
            self.assertIn(name, names)

    def test_are_remembered_nowhere(self):
        self.assertEqual(self.run_checks(check("database", url="u:secret")), {})

    def test_that_fail_are_told_together(self):
        def refuse(check, progress):
            raise logins.Refused("at " + check["kind"], "refused", "do this")

        with self.assertRaisesRegex(Problem, "(?s)C, D: .*at database: refused.*at broker: ref"):
            self.run_checks(check("database", url="u"), check("broker", "D"), log_in=refuse)

    def test_that_a_library_breaks_in_are_failures_and_no_crash(self):
        with self.assertRaisesRegex(Problem, "KeyError"):
            self.run_checks(check("swift"), log_in=KeyError("x"))


class RunningAll(unittest.TestCase):
    def test_is_bounded(self):
        never = threading.Event()
        self.addCleanup(never.set)
        # The other one is done long before: it waits for nothing.
        outcomes = parallel.run_all([never.wait, lambda: None], 3)
        self.assertIsInstance(outcomes[0], TimeoutError)
        self.assertIsNone(outcomes[1])


if __name__ == "__main__":
    unittest.main()
