import copy
import json
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

from support import AWKWARD, Context

from glance_host.files import snapshot
from glance_host.identity import registry
from glance_host.identity import step as identity_step
from identity.case import IdentityCase, request
from glance_host.problem import Problem


class IdentityRecords(IdentityCase):
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
        service = self.keystone.add("service", {"name": "other", "type": "image", "enabled": True})
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
            ({"url": "http://theirs"}, "leads to http://theirs: it stays"),
            ({"enabled": False}, "is disabled: it stays"),
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
                "Keystone: somebody has changed endpoint public RegionOne, which leads to http://theirs: it stays",
                "Keystone: service %s stays, for RegionOne uses it" % service,
                "Keystone: region RegionOne stays, for RegionOne uses it",
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

    def test_that_a_run_has_made_as_it_was_cut_off_are_ours_to_remove(self):
        before = self.keystone.contents()
        for wanted in (None, request()):
            # The mutex's row, user, role, service, region and three endpoints.
            for number in range(1, 9):
                with self.subTest(number=number, then="undo" if wanted is None else "apply"):
                    self.cut_off(request(), number, "create", "grant", "delete")
                    if wanted:
                        self.apply(wanted)
                    self.apply(None)
                    self.assertEqual(self.keystone.contents(), before)
                    self.assertIsNone(self.host.read(registry.PATH))

    def test_that_a_run_was_about_to_make_as_it_was_cut_off_are_not_waited_for_twice(self):
        before = self.keystone.contents()
        for wanted in (None, request()):
            for number in range(2, 8):
                with self.subTest(number=number, then="undo" if wanted is None else "apply"):
                    self.cut_off(request(), number, "create", before=True)
                    self.assertIn("one", json.loads(self.host.read(registry.PATH))["intended"])
                    context = self.apply(wanted)
                    if wanted:
                        self.assertEqual(len(self.keystone.find("endpoints")), 3)
                        self.assertEqual(json.loads(self.host.read(registry.PATH))["intended"], {})
                        self.apply(None)
                    self.assertEqual(context.lefts, [])
                    self.assertEqual(self.keystone.contents(), before)
                    self.assertIsNone(self.host.read(registry.PATH))

    def test_that_an_undo_has_removed_as_it_was_cut_off_are_forgotten_by_the_next(self):
        before = self.keystone.contents()
        # The mutex's row, three endpoints, role, service, user, region, and the mutex's again.
        for number in range(1, 10):
            with self.subTest(number=number):
                self.apply(request())
                self.cut_off(None, number, "create", "delete", "revoke")
                self.apply(None)
                self.assertEqual(self.keystone.contents(), before)
                self.assertIsNone(self.host.read(registry.PATH))

    def test_are_removed_on_a_full_disk(self):
        before = self.keystone.contents()
        self.apply(request())
        with mock.patch.object(snapshot, "prepare", side_effect=OSError(28, "No space left on device")):
            self.apply(None)
        self.assertEqual(self.keystone.contents(), before)
        self.assertIsNone(self.host.read(registry.PATH))

    def test_that_a_run_has_removed_as_it_was_cut_off_are_forgotten_by_the_next(self):
        before = self.keystone.contents()
        context = self.apply(request())
        for row in self.keystone.find("endpoints"):
            self.keystone.delete("endpoint", row["id"])
        self.keystone.delete("service", context.report["identity"]["serviceId"])
        again = self.apply(request()).report["identity"]
        names = json.loads(self.host.read(registry.PATH))["rows"]
        made = {name.split(" ")[1] for name in names if name.split(" ")[0] in ("service", "endpoint")}
        self.assertEqual(made, {again["serviceId"]} | set(again["endpointIds"].values()))
        self.apply(None)
        self.assertEqual(self.keystone.contents(), before)
        self.assertIsNone(self.host.read(registry.PATH))

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

    def test_of_a_former_region_have_our_urls_again_when_a_later_step_fails(self):
        service = self.keystone.add("service", {"name": "glance", "type": "image", "enabled": True})
        self.keystone.add("region", {"id": "A"})
        theirs = {"service_id": service["id"], "region_id": "A", "interface": "public"}
        self.keystone.add("endpoint", dict(theirs, url="http://old", enabled=True))
        former = self.keystone.contents()
        self.apply(request("A"))
        ours = self.urls("A")

        def refused():
            self.assertEqual(self.urls("A"), ["http://old"])
            raise Problem("Tls", "unit", "it does not start")

        with self.assertRaises(Problem):
            self.apply(request("B"), later=refused)
        self.assertEqual((self.urls("A"), self.urls("B")), (ours, []))
        self.apply(None)
        self.assertEqual(self.keystone.contents(), former)

    def urls(self, region):
        rows = self.keystone.find("endpoints", region_id=region)
        return sorted(row["url"] for row in rows)

    def test_set_a_password_only_where_it_is_refused(self):
        self.apply(request())
        self.assertIn("password of user glance set", self.apply(request(password="other")).changes)
        self.assertEqual(self.keystone.find("users")[0]["password"], "other")

    def test_of_a_user_that_was_there_keep_our_password_which_the_undo_says_by_name(self):
        user = {"name": "glance", "domain_id": "default", "password": "former"}
        self.keystone.add("user", user)
        self.apply(request())
        self.assertEqual(self.keystone.find("users")[0]["password"], AWKWARD)
        self.assertEqual(
            self.apply(None).lefts,
            ["Keystone: user glance keeps the password that this stack has set, not its former one"],
        )

    def test_whose_former_password_nobody_can_tell_say_so_when_a_later_step_fails(self):
        self.apply(request())
        wanted = {"stack": "one", "identity": request(password="other")}
        context = Context(wanted, self.ledgers["one"], self.host)
        identity_step.run(context)
        [(text, error)] = context.rollback.roll_back()
        self.assertEqual(text, "the former password of user glance in Keystone")
        self.assertIn("the user has the stack's now", str(error))
        self.assertEqual(self.keystone.find("users")[0]["password"], "other")
        self.assertEqual(self.apply(request(password="other")).changes, [])

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

    def test_are_made_once_when_four_hosts_begin_at_the_same_time(self):
        before = self.keystone.contents()
        self.keystone.enter = lambda kind: time.sleep(0.01)
        hosts = {name: self.another_host() for name in "ABCD"}

        def all_at_once(wanted):
            with ThreadPoolExecutor(len(hosts)) as pool:
                runs = [
                    pool.submit(self.apply, wanted(name), name, host)
                    for name, host in hosts.items()
                ]
            for run in runs:
                run.result()

        all_at_once(request)
        for kind in ("services", "users"):
            self.assertEqual(len(self.keystone.find(kind)), 1, kind)
        self.assertEqual(sorted(self.regions()), sorted("ABCD" * 3))
        self.assertEqual([row["id"] for row in self.keystone.find("regions")], list("ABCD"))
        all_at_once(lambda name: None)
        self.assertEqual(self.keystone.contents(), before)

    def test_that_somebody_makes_in_the_same_moment_are_adopted_and_stay(self):
        def quicker(kind):
            values = {"user": {"name": "glance", "domain_id": "default", "password": AWKWARD}}
            values["region"] = {"id": "RegionOne"}
            if kind in values and not self.keystone.find(kind + "s", **values[kind]):
                self.keystone.add(kind, values[kind])

        # Not the mutex, which is a region, too.
        self.keystone.enter = quicker
        context = self.apply(request())
        self.assertEqual(context.report["identity"]["userId"], self.keystone.find("users")[0]["id"])
        self.apply(None)
        self.assertEqual(len(self.keystone.find("users")), 1)
        self.assertEqual([row["id"] for row in self.keystone.find("regions")], ["RegionOne"])

    def test_that_another_host_has_adopted_meanwhile_stay_when_their_maker_fails(self):
        far = self.another_host()

        def later():
            self.apply(request("far"), "two", far)
            raise Problem("Tls", "haproxy", "does not start")

        before = self.keystone.contents()
        with self.assertRaisesRegex(Problem, "does not start"):
            self.apply(request("near"), later=later)
        self.assertEqual(self.regions(), ["far"] * 3)
        self.assertEqual([row["id"] for row in self.keystone.find("regions")], ["far"])
        self.assertEqual(self.apply(request("far"), "two", far).changes, [])
        self.apply(None, "two", far)
        self.assertEqual(self.keystone.contents(), before)

    def test_that_are_disabled_are_enabled_and_get_back_what_they_were(self):
        user = {"name": "glance", "domain_id": "default", "password": AWKWARD, "enabled": False}
        self.keystone.add("user", user)
        service = self.keystone.add("service", {"name": "glance", "type": "image", "enabled": False})
        self.keystone.add("region", {"id": "RegionOne"})
        place = {"service_id": service["id"], "region_id": "RegionOne", "interface": "public"}
        url = request()["endpoints"]["public"]
        self.keystone.add("endpoint", dict(place, url=url, enabled=False))
        before = self.keystone.contents()

        def fail():
            raise Problem("Tls", "haproxy", "does not start")

        with self.assertRaisesRegex(Problem, "does not start"):
            self.apply(request(), later=fail)
        self.assertEqual(self.keystone.contents(), before)
        context = self.apply(request())
        for text in ("user glance", "service glance", "endpoint public RegionOne"):
            self.assertIn(text + " enabled", context.changes)
        for kind in ("users", "services", "endpoints"):
            self.assertTrue(all(row["enabled"] for row in self.keystone.find(kind)), kind)
        self.assertEqual(self.apply(request()).changes, [])
        self.apply(None)
        self.assertEqual(self.keystone.contents(), before)

    def test_that_were_disabled_by_somebody_since_are_enabled_and_not_disabled_by_an_undo(self):
        user = {"name": "glance", "domain_id": "default", "password": AWKWARD, "enabled": True}
        user = self.keystone.add("user", user)
        self.apply(request())
        self.keystone.update("user", user["id"], {"enabled": False})
        self.assertEqual(self.apply(request()).changes, ["user glance enabled"])
        self.apply(None)
        self.assertTrue(self.keystone.get("user", user["id"])["enabled"])

    def test_have_project_and_role_by_id_and_a_domain_of_their_own(self):
        self.keystone.add("domain", {"id": "d1", "name": "Cloud"})
        self.keystone.add("project", {"id": "p1", "name": "services", "domain_id": "d1"})
        self.keystone.add("role", {"id": "r1", "name": "uploader"})
        wanted = request()
        wanted["user"].update(domainName="Cloud", projectDomainName="Cloud", project="p1", role="r1")
        user = self.apply(wanted).report["identity"]["userId"]
        self.assertEqual(self.keystone.get("user", user)["domain_id"], "d1")
        self.assertEqual(self.keystone.roles, {"p1/%s/r1" % user})
        wanted["user"].update(project="services", role="uploader")
        self.assertEqual(self.apply(wanted).changes, [])
        wanted["user"]["role"] = "r2"
        with self.assertRaisesRegex(Problem, "there is no role r2, by this name or this id"):
            self.apply(wanted)

    def test_of_a_former_user_stay_until_they_are_retired(self):
        before = self.keystone.contents()
        former = self.apply(request()).report["identity"]["userId"]
        wanted = request()
        wanted["user"]["name"] = "glance-b"
        current = self.apply(wanted).report["identity"]["userId"]
        self.assertEqual(len(self.keystone.roles), 2)
        self.assertEqual(self.retire()["changes"][-1], "IdentityRecords: user %s removed" % former)
        self.assertEqual([row["id"] for row in self.keystone.find("users")], [current])
        self.assertEqual(self.keystone.roles, {"services/%s/admin" % current})
        self.assertEqual(self.retire()["changed"], False)
        self.apply(None)
        self.assertEqual(self.keystone.contents(), before)

    def test_of_a_former_user_of_others_stay_and_only_our_role_goes(self):
        row = {"name": "glance", "domain_id": "default", "password": AWKWARD, "enabled": False}
        former = self.keystone.add("user", row)
        self.apply(request())
        wanted = request()
        wanted["user"]["name"] = "glance-b"
        self.apply(wanted)
        self.retire()
        self.assertEqual(self.keystone.get("user", former["id"])["enabled"], False)
        self.assertNotIn("services/%s/admin" % former["id"], self.keystone.roles)

    def test_of_a_former_user_stay_while_a_stack_of_this_host_or_another_uses_them(self):
        former = self.apply(request("A")).report["identity"]["userId"]
        others = {"B": self.host, "C": self.another_host()}
        for name, host in others.items():
            self.apply(request(name), name, host)

        def rotate(name, stack, host):
            wanted = request(name)
            wanted["user"]["name"] = "glance-b"
            self.apply(wanted, stack, host)
            self.retire(stack, host)

        rotate("A", "one", self.host)
        for name, host in others.items():
            self.assertTrue(self.keystone.get("user", former), name)
            rotate(name, name, host)
        self.assertIsNone(self.keystone.get("user", former))

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
