import tempfile
import unittest
from unittest import mock

from support import Host, Output

from glance_host.identity import admin as identity_admin
from glance_host.identity import password as identity_password
from glance_host.identity import password as identity_password
from glance_host.logins import step as logins_step
from glance_host.transaction import precheck as transaction_precheck
from glance_host.transaction.context import Context
from servers.keystone import FakeKeystone
from identity.case import request
from glance_host.logins.logins import Refused
from glance_host.problem import Problem
from glance_host.transaction.rollback import Rollback

DATABASE = {"kind": "database", "url": "sqlite://", "component": "DatabaseConnection"}
LOGIN = {"kind": "identity", "username": "glance", "component": "ServiceAuthentication"}


def document(**parts):
    whole = {"stack": "s", "host": "controller", "checks": [], "versions": [], "settings": []}
    return dict(whole, **parts)


class Precheck(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.system = Host(folder.name)
        self.keystone = FakeKeystone()
        self.keystone.add("service", {"id": "keystone", "type": "identity", "name": "keystone"})
        self.region("RegionOne")
        self.refused = {}
        self.tried = []
        for module, name, value in (
            (identity_admin, "login", self.keystone.login),
            (identity_admin, "Api", lambda session, url: session),
            (identity_password, "login", self.keystone.login),
            (logins_step.logins, "log_in", self.log_in),
            (logins_step.logins, "load", lambda kinds: None),
        ):
            patch = mock.patch.object(module, name, value)
            patch.start()
            self.addCleanup(patch.stop)

    def region(self, name):
        values = {"service_id": "keystone", "region_id": name, "interface": "public"}
        self.keystone.add("endpoint", values)

    def log_in(self, check, progress):
        self.tried.append(check["kind"])
        if check["kind"] in self.refused:
            raise self.refused[check["kind"]]

    def context(self, wanted, ledger=None):
        return Context(wanted, {} if ledger is None else ledger, self.system, Rollback(), Output())

    def asked(self, wanted, ledger=None):
        before = self.keystone.contents()
        problems, ready = transaction_precheck.ask(self.context(wanted, ledger))
        self.assertEqual(self.keystone.contents(), before)
        return [str(problem) for problem in problems], ready

    def user(self, **values):
        return self.keystone.add(
            "user", dict({"name": "glance", "domain_id": "default", "password": "theirs"}, **values)
        )

    # Logins

    def test_tries_every_login_each_time_whatever_was_tried_before(self):
        wanted = document(checks=[DATABASE])
        for _ in range(2):
            self.assertEqual(self.asked(wanted), ([], True))
        self.assertEqual(self.tried, ["database", "database"])

    def test_tells_all_that_is_wrong_and_not_the_first_of_it(self):
        self.refused = {"database": Refused("db", "gone", "start it"), "identity": RuntimeError("odd")}
        self.assertEqual(
            self.asked(document(checks=[DATABASE, LOGIN]))[0],
            [
                "DatabaseConnection: db: gone. start it.",
                "ServiceAuthentication: identity: the check fails in a library: RuntimeError: odd. See that the"
                " library that it names is whole on this host.",
            ],
        )

    def test_a_transaction_does_not_try_again_what_it_has_just_tried(self):
        context = self.context(document(checks=[DATABASE]))
        transaction_precheck.run(context)
        logins_step.run(context)
        self.assertEqual(self.tried, ["database"])

    def test_a_transaction_that_makes_the_user_tries_its_login_afterwards(self):
        wanted = document(checks=[LOGIN], identity=request())
        self.refused = {"identity": Refused("Keystone", "401", "", denied=True)}
        context = self.context(wanted)
        transaction_precheck.run(context)
        with self.assertRaises(Problem):
            logins_step.run(context)

    def test_a_transaction_that_does_not_make_the_user_fails_at_once(self):
        self.refused = {"identity": Refused("Keystone", "401", "", denied=True)}
        with self.assertRaises(Problem):
            transaction_precheck.run(self.context(document(checks=[LOGIN])))

    # Keystone

    def test_a_region_without_an_identity_service_is_named_with_those_that_have_one(self):
        self.region("RegionTwo")
        [text], _ = self.asked(document(identity=request(region="RegionX")))
        self.assertIn("region RegionX has no endpoint of the Identity service", text)
        self.assertIn("regions that have one: RegionOne, RegionTwo", text)

    def test_a_disabled_endpoint_makes_no_region(self):
        for row in self.keystone.find("endpoints"):
            self.keystone.update("endpoint", row["id"], {"enabled": False})
        [text], _ = self.asked(document(identity=request()))
        self.assertIn("no region has one", text)

    def test_two_services_of_the_type_are_refused_with_their_ids(self):
        for name in ("glance", "images"):
            self.keystone.add("service", {"id": "id-" + name, "type": "image", "name": name})
        [text], _ = self.asked(document(identity=request()))
        self.assertIn("there are 2 services of type image", text)
        self.assertIn("id-glance (glance), id-images (images)", text)

    def test_a_second_service_whose_endpoints_are_in_other_regions_is_nobodys_rival(self):
        for name in ("glance", "images"):
            self.keystone.add("service", {"id": "id-" + name, "type": "image", "name": name})
        values = {"service_id": "id-images", "region_id": "RegionTwo", "interface": "public"}
        self.keystone.add("endpoint", values)
        self.assertEqual(self.asked(document(identity=request()))[0], [])

    def test_a_disabled_second_service_is_nobodys_rival(self):
        self.keystone.add("service", {"type": "image", "name": "glance"})
        self.keystone.add("service", {"type": "image", "name": "images", "enabled": False})
        self.assertEqual(self.asked(document(identity=request()))[0], [])

    # The user's password

    def test_a_user_that_is_missing_is_about_to_be_made(self):
        self.assertEqual(self.asked(document(identity=request())), ([], False))

    def test_a_user_that_logs_in_is_taken_as_it_is(self):
        self.user(password=request()["user"]["password"])
        self.assertEqual(self.asked(document(identity=request())), ([], True))

    def test_somebodys_user_with_another_password_is_refused_with_the_ways_out(self):
        self.user(id="u1")
        [text], ready = self.asked(document(identity=request()))
        self.assertFalse(ready)
        self.assertIn("user glance (u1) has another password than the stack's", text)
        self.assertIn("would lock out whoever logs in as it", text)
        for setting in ("identity.password", "identity.user", "identity.resetPassword true"):
            self.assertIn("glance:" + setting, text)
        self.assertNotIn("theirs", text)

    def test_somebodys_user_may_get_another_password_where_the_stack_says_so(self):
        self.user()
        wanted = request()
        wanted["user"]["resetPassword"] = True
        self.assertEqual(self.asked(document(identity=wanted)), ([], False))

    def test_a_user_that_is_disabled_is_nobodys(self):
        self.user(enabled=False)
        self.assertEqual(self.asked(document(identity=request())), ([], False))

    def test_a_user_that_this_program_made_for_this_region_gets_its_new_password(self):
        self.user(pulumi_glance_regions=["RegionOne"])
        self.assertEqual(self.asked(document(identity=request())), ([], False))

    def test_a_user_that_another_region_uses_keeps_its_password(self):
        self.user(pulumi_glance_regions=["RegionOne", "RegionTwo"])
        [text], _ = self.asked(document(identity=request()))
        self.assertIn("others use it: RegionTwo", text)

    def test_a_user_that_this_stack_has_adopted_gets_its_new_password(self):
        self.user(id="u1")
        rows = {"user u1": {"created": False, "stacks": ["s"]}}
        with mock.patch.object(identity_password.registry, "kept", lambda system: rows):
            self.assertEqual(self.asked(document(identity=request())), ([], False))
            rows["user u1"]["stacks"].append("other")
            [text], _ = self.asked(document(identity=request()))
        self.assertIn("others use it: other", text)

    def test_the_answer_says_who_is_awaited_and_what_each_problem_awaits(self):
        self.refused = {"identity": Refused("Keystone", "401", "", denied=True)}
        wanted = document(checks=[LOGIN], identity=request())
        answer = transaction_precheck.answer(wanted, self.system, Output())
        self.assertEqual(answer["user"], {"name": "glance", "ready": False})
        self.assertEqual([each["awaits"] for each in answer["problems"]], ["glance"])
        self.assertIsNone(transaction_precheck.answer(document(), self.system, Output())["user"])


if __name__ == "__main__":
    unittest.main()
