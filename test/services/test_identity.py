import copy
import tempfile
import unittest
from unittest import mock

from support import AWKWARD, Context, Host

import identity
from fake_keystone import FakeKeystone
from problem import Problem

ADMIN = {"authUrl": "http://192.0.2.1:5000/v3", "username": "boss", "password": "admin-secret"}


def request(region="RegionOne", password=AWKWARD, host="glance"):
    return {
        "admin": ADMIN,
        "region": region,
        "user": {
            "name": "glance",
            "password": password,
            "domainName": "Default",
            "projectName": "services",
            "projectDomainName": "Default",
            "roleName": "admin",
        },
        "service": {"name": "glance", "type": "image", "description": "Glance Image Service"},
        "endpoints": {
            interface: "https://%s:9292/%s" % (host, interface)
            for interface in ("public", "internal", "admin")
        },
        "component": "IdentityRecords",
    }


class IdentityRecords(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.host = Host(folder.name)
        self.keystone = FakeKeystone()
        self.ledgers = {}
        for name, value in (("login", self.keystone.login), ("Api", lambda session, url: session)):
            patch = mock.patch.object(identity, name, value)
            patch.start()
            self.addCleanup(patch.stop)

    def apply(self, wanted, stack="one"):
        """A transaction; a Problem rolls it back, the ledger too."""
        ledger = copy.deepcopy(self.ledgers.get(stack, {}))
        context = Context({"stack": stack, "identity": wanted}, ledger, self.host)
        try:
            identity.run(context)
            context.commit()
        except Problem:
            self.assertEqual(context.journal.roll_back(), [])
            raise
        self.ledgers[stack] = ledger
        return context

    def regions(self):
        return [row["region_id"] for row in self.keystone.find("endpoints")]

    def test_are_made_once(self):
        self.assertEqual(len(self.apply(request()).changes), 7)
        made = copy.deepcopy(self.keystone.rows)
        context = self.apply(request())
        self.assertEqual(context.changes, [])
        self.assertEqual(self.keystone.rows, made)
        self.assertEqual(sorted(context.report["identity"]["endpointIds"]), ["admin", "internal", "public"])

    def test_are_all_removed_by_an_undo(self):
        before = self.keystone.contents()
        self.apply(request())
        self.apply(None)
        self.assertEqual(self.keystone.contents(), before)
        self.assertEqual(self.ledgers["one"], {})

    def test_are_taken_back_when_a_later_one_fails(self):
        before = self.keystone.contents()
        self.keystone.fail = "endpoint"
        with self.assertRaisesRegex(Problem, "IdentityRecords: Keystone: cannot create the endpoint"):
            self.apply(request())
        self.assertEqual(self.keystone.contents(), before)

    def test_of_others_are_adopted_and_get_back_what_they_were(self):
        user = self.keystone.add(
            "user", {"name": "glance", "domain_id": "default", "password": AWKWARD}
        )
        service = self.keystone.add("service", {"name": "other", "type": "image"})
        self.keystone.add("region", {"id": "RegionOne"})
        self.keystone.add(
            "endpoint",
            {
                "service_id": service["id"],
                "region_id": "RegionOne",
                "interface": "public",
                "url": "http://old",
                "enabled": True,
            },
        )
        before = self.keystone.contents()
        context = self.apply(request())
        self.assertEqual(context.report["identity"]["userId"], user["id"])
        self.assertEqual(context.report["identity"]["serviceId"], service["id"])
        self.assertIn("endpoint public RegionOne http://old → https://glance:9292/public", context.changes)
        self.apply(request(host="newer"))
        self.apply(None)
        self.assertEqual(self.keystone.contents(), before)

    def test_of_adopted_endpoints_that_somebody_has_changed_since_stay(self):
        self.test_of_others_are_adopted_and_get_back_what_they_were()
        for values, said in (
            ({"url": "http://theirs"}, "http://theirs by now and stays"),
            ({"enabled": False}, "disabled by now and stays"),
        ):
            self.apply(request())
            public = self.keystone.find("endpoints", interface="public")[0]["id"]
            self.keystone.update("endpoint", public, values)
            theirs = self.keystone.get("endpoint", public)
            context = self.apply(None)
            self.assertEqual(self.keystone.get("endpoint", public), theirs)
            self.assertIn(said, context.lefts[0])
            self.assertEqual(self.regions(), ["RegionOne"])

    def test_of_an_endpoint_made_here_that_somebody_has_changed_since_stay_with_their_service(self):
        service = self.apply(request()).report["identity"]["serviceId"]
        public = self.keystone.find("endpoints", interface="public")[0]["id"]
        self.keystone.update("endpoint", public, {"url": "http://theirs"})
        context = self.apply(None)
        self.assertEqual([row["url"] for row in self.keystone.find("endpoints")], ["http://theirs"])
        self.assertEqual([row["id"] for row in self.keystone.find("services")], [service])
        self.assertEqual(self.keystone.find("users", name="glance"), [])
        self.assertEqual(
            context.lefts,
            [
                "Keystone: endpoint public RegionOne is http://theirs by now and stays",
                "Keystone: service %s stays for RegionOne" % service,
            ],
        )

    def test_of_an_adopted_endpoint_that_was_disabled_is_disabled_again(self):
        service = self.keystone.add("service", {"name": "glance", "type": "image"})
        self.keystone.add("region", {"id": "RegionOne"})
        values = dict(service_id=service["id"], region_id="RegionOne", interface="public")
        url = request()["endpoints"]["public"]
        self.keystone.add("endpoint", dict(values, url=url, enabled=False))
        before = self.keystone.contents()
        self.apply(request())
        self.apply(None)
        self.assertEqual(self.keystone.contents(), before)

    def test_of_a_run_that_was_cut_off_after_a_new_url_are_still_ours(self):
        before = self.keystone.contents()
        self.apply(request())
        ledger = copy.deepcopy(self.ledgers)
        self.apply(request(host="newer"))
        self.ledgers = ledger  # not written any more
        self.apply(None)
        self.assertEqual(self.keystone.contents(), before)

    def test_that_two_regions_share_stay_until_the_last_one_goes(self):
        before = self.keystone.contents()
        self.apply(request("A"), "one")
        self.assertEqual(len(self.apply(request("B"), "two").changes), 4)
        self.apply(None, "one")
        self.assertEqual(self.regions(), ["B"] * 3)
        self.assertEqual(len(self.keystone.find("users")), 1)
        self.apply(None, "two")
        self.assertEqual(self.keystone.contents(), before)

    def test_stay_for_a_region_of_another_host(self):
        context = self.apply(request("A"))
        service = context.report["identity"]["serviceId"]
        self.keystone.add("endpoint", {"service_id": service, "region_id": "far", "interface": "public"})
        self.apply(None)
        self.assertEqual(self.regions(), ["far"])
        self.assertEqual(len(self.keystone.find("users")), 1)
        self.assertEqual(len(self.keystone.find("services")), 1)

    def test_follow_their_region_and_come_back_when_that_fails(self):
        self.apply(request("A"))
        before = self.keystone.contents()
        self.keystone.fail = "region"
        with self.assertRaises(Problem):
            self.apply(request("B"))
        self.assertEqual(self.keystone.contents(), before)
        self.keystone.fail = None
        self.apply(request("B"))
        self.assertEqual(self.regions(), ["B"] * 3)

    def test_set_a_password_only_where_it_is_refused(self):
        self.apply(request())
        self.assertIn("password of user glance set", self.apply(request(password="other")).changes)
        self.assertEqual(self.keystone.find("users")[0]["password"], "other")

    def test_of_which_there_are_two_are_refused_with_their_ids(self):
        context = self.apply(request())
        first = context.report["identity"]
        second = self.keystone.add(
            "endpoint",
            {"service_id": first["serviceId"], "region_id": "RegionOne", "interface": "public", "url": "u"},
        )
        with self.assertRaisesRegex(Problem, second["id"]):
            self.apply(request())
        other = self.keystone.add("service", {"name": "glance", "type": "image"})
        with self.assertRaisesRegex(Problem, "2 services.*%s" % other["id"]):
            self.apply(request())

    def test_that_must_exist_are_named_with_the_command_that_makes_them(self):
        self.keystone.delete("project", "services")
        with self.assertRaisesRegex(Problem, "openstack project create --domain Default services"):
            self.apply(request())

    def test_of_a_missing_rc_file_are_refused(self):
        wanted = dict(request(), admin={"rcFile": "/root/keystonerc_admin"})
        with self.assertRaisesRegex(Problem, "there is no /root/keystonerc_admin on this host"):
            self.apply(wanted)


if __name__ == "__main__":
    unittest.main()
