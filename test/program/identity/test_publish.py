import contextlib
import copy
import json
import os
import subprocess
import sys
import unittest
from unittest import mock

from support import AWKWARD

from glance_host.identity import keepers as identity_keepers
from glance_host.identity import registry
from glance_host.transaction import transaction
from identity.case import IdentityCase, request
from glance_host.keystone.api import KeystoneError
from glance_host.problem import Problem

INTERFACES = ("admin", "internal", "public")


def last(*arguments, **values):
    return dict(request(*arguments, **values), endpointsLast=True)


class EndpointsThatFollowTheHosts(IdentityCase):
    def up(self, wanted):
        """All hosts change, and clients are led to them."""
        self.apply(wanted)
        return self.publish(wanted)

    def urls(self):
        return {row["url"] for row in self.keystone.find("endpoints")}

    def adopted(self, url="http://old", **values):
        service = self.keystone.add("service", {"name": "glance", "type": "image", "enabled": True})
        self.keystone.add("region", {"id": "RegionOne"})
        place = {"service_id": service["id"], "region_id": "RegionOne", "enabled": True}
        for interface in INTERFACES:
            self.keystone.add("endpoint", dict(place, interface=interface, url=url, **values))

    @contextlib.contextmanager
    def counted(self):
        """The names of the calls that change Keystone."""
        calls = []
        with contextlib.ExitStack() as patches:
            for name in ("create", "update", "delete", "grant", "revoke"):
                change = getattr(self.keystone, name)

                def wrapped(*values, change=change, name=name):
                    calls.append((name, *values))
                    return change(*values)

                patches.enter_context(mock.patch.object(self.keystone, name, wrapped))
            yield calls

    def refusing(self, number):
        """Keystone refuses the change of an endpoint of that number, once."""
        update = self.keystone.update
        left = iter(range(1, number + 1))

        def wrapped(kind, row_id, values):
            if kind == "endpoint" and next(left, None) == number:
                raise KeystoneError("cannot change the endpoint", 500)
            update(kind, row_id, values)

        return mock.patch.object(self.keystone, "update", wrapped)

    # Order

    def test_are_made_at_once_where_they_are_missing_and_then_there_is_nothing_to_publish(self):
        self.assertEqual(len(self.apply(last()).changes), 7)
        self.assertEqual(len(self.urls()), 3)
        with self.counted() as calls:
            self.assertEqual(self.publish(last())["changes"], [])
        self.assertEqual(calls, [])

    def test_of_the_stack_itself_keep_their_url_until_all_hosts_have_changed(self):
        self.up(last())
        former = self.urls()
        self.assertEqual(self.apply(last(host="newer")).changes, [])
        self.assertEqual(self.urls(), former)
        changes = self.publish(last(host="newer"))["changes"]
        self.assertEqual(len(changes), 3)
        self.assertIn(
            "endpoint public RegionOne https://glance:9292/public → https://newer:9292/public", changes[-1]
        )
        self.assertEqual(self.urls(), set(last(host="newer")["endpoints"].values()))

    def test_of_others_keep_their_url_until_all_hosts_have_changed_and_get_it_back(self):
        for values in ({}, {"enabled": False}):
            with self.subTest(values):
                self.adopted(**values)
                before = self.keystone.contents()
                self.apply(last())
                self.assertEqual(self.urls(), {"http://old"})
                self.publish(last())
                self.assertEqual(self.urls(), set(last()["endpoints"].values()))
                self.assertTrue(all(row["enabled"] for row in self.keystone.find("endpoints")))
                self.apply(None)
                self.assertEqual(self.keystone.contents(), before)
                self.setUp()

    def test_are_changed_at_once_for_a_document_of_a_former_version(self):
        self.adopted()
        self.apply(request())
        self.assertEqual(self.urls(), set(request()["endpoints"].values()))

    def test_are_given_back_by_an_undo_before_clients_were_led_to_them(self):
        for values in ({}, {"enabled": False}):
            with self.subTest(values):
                self.adopted(**values)
                before = self.keystone.contents()
                self.apply(last())
                self.assertEqual(self.apply(None).lefts, [])
                self.assertEqual(self.keystone.contents(), before)
                self.setUp()

    def test_that_somebody_has_changed_meanwhile_stay_with_an_undo(self):
        self.adopted()
        self.apply(last())
        public = self.keystone.find("endpoints", interface="public")[0]["id"]
        self.keystone.update("endpoint", public, {"url": "http://theirs"})
        self.assertIn("leads to http://theirs: it stays", self.apply(None).lefts[0])
        self.assertIn("http://theirs", self.urls())

    # Failure

    def test_are_put_back_where_one_of_them_is_refused(self):
        self.adopted()
        self.apply(last())
        before, ledger = self.keystone.contents(), copy.deepcopy(self.ledgers)
        for number in (1, 2, 3):
            with self.refusing(number):
                with self.assertRaisesRegex(transaction.Failed, "cannot change the endpoint") as caught:
                    self.publish(last())
            self.assertEqual(caught.exception.unrestored, [])
            self.assertEqual(self.keystone.contents(), before)
            self.assertEqual({k: v for k, v in self.ledgers["one"].items() if k != "format"}, ledger["one"])
        self.publish(last())
        self.assertEqual(self.urls(), set(last()["endpoints"].values()))

    def test_are_published_again_by_a_run_after_one_that_was_cut_off(self):
        self.adopted()
        before = self.keystone.contents()
        self.apply(last())
        update = self.keystone.update

        class Cut(BaseException):
            pass

        def cut(*values):
            update(*values)
            raise Cut

        ledger = copy.deepcopy(self.ledgers["one"])
        with mock.patch.object(self.keystone, "update", cut), self.assertRaises(Cut):
            self.publish(last())
        self.ledgers["one"] = ledger
        self.assertEqual(len(self.urls()), 2)
        self.publish(last())
        self.assertEqual(self.urls(), set(last()["endpoints"].values()))
        self.apply(None)
        self.assertEqual(self.keystone.contents(), before)

    def test_that_are_gone_by_then_are_named_with_what_makes_them(self):
        self.apply(last())
        public = self.keystone.find("endpoints", interface="public")[0]["id"]
        self.keystone.delete("endpoint", public)
        with self.assertRaisesRegex(transaction.Failed, "somebody has removed the .*%s\\)(.|\n)*\npulumi up --refresh$" % public):
            self.publish(last())

    def test_of_a_host_that_made_no_records_are_refused(self):
        self.ledgers["one"] = {}
        with self.assertRaisesRegex(Problem, "has not made Keystone's records of RegionOne"):
            self.publish(last())
        self.apply(last("A"))
        with self.assertRaisesRegex(Problem, "has not made Keystone's records of B"):
            self.publish(last("B"))

    def test_of_a_host_that_made_no_records_end_the_program_with_what_to_do(self):
        program = registry.__file__.rsplit("/", 3)[0] + "/__main__.py"
        done = subprocess.run(
            [sys.executable, program, "publish"],
            input=json.dumps(dict(last(), format=1, stack="one", host="controller")),
            env=dict(os.environ, GLANCE_HOST_ROOT=self.host.path("/")),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("Endpoints: /var/lib/pulumi-glance/one/ledger.json: this host has not", done.stderr)
        self.assertIn("pulumi up --refresh", done.stderr)

    def test_that_another_host_keeps_by_now_are_left_to_it(self):
        self.up(last())
        self.apply(last(), host=self.another_host())
        urls = self.urls()
        with self.assertRaisesRegex(transaction.Failed, "another host makes the records of RegionOne"):
            self.publish(last(host="newer"))
        self.assertEqual(self.urls(), urls)

    # Drift

    def test_have_not_drifted_between_the_transaction_and_the_publication(self):
        for values in ({}, {"enabled": False}):
            with self.subTest(values):
                self.adopted(**values)
                self.apply(last())
                self.assertEqual(self.drift(), {})
                self.publish(last())
                self.assertEqual(self.drift(), {})
                self.apply(last(host="newer"))
                self.assertEqual(self.drift(), {})
                self.publish(last(host="newer"))
                self.assertEqual(self.drift(), {})
                self.setUp()

    def test_that_somebody_has_changed_are_drift_and_repaired_at_once(self):
        self.up(last())
        public = self.keystone.find("endpoints", interface="public")[0]["id"]
        for values in ({"url": "http://theirs"}, {"enabled": False}):
            self.keystone.update("endpoint", public, values)
            self.assertEqual(list(self.drift()), ["Keystone endpoint public RegionOne"])
            self.assertEqual(len(self.apply(last()).changes), 1)
            self.assertEqual(self.drift(), {})

    def test_that_somebody_has_made_anew_are_repaired_at_once(self):
        self.up(last())
        [public] = self.keystone.find("endpoints", interface="public")
        self.keystone.delete("endpoint", public.pop("id"))
        self.keystone.add("endpoint", dict(public, url="http://theirs"))
        self.apply(last())
        self.assertEqual(self.urls(), set(last()["endpoints"].values()))

    def test_that_somebody_has_changed_while_another_url_waits_are_still_drift(self):
        self.up(last())
        public = self.keystone.find("endpoints", interface="public")[0]["id"]
        self.apply(last(host="newer"))
        self.keystone.update("endpoint", public, {"url": "http://theirs"})
        self.assertEqual(
            self.drift(),
            {
                "Keystone endpoint public RegionOne": "http://theirs, not https://glance:9292/public",
            },
        )

    # Region

    def test_of_a_former_region_stay_until_all_hosts_have_changed_and_no_mark_stays_after(self):
        before = self.keystone.contents()
        self.up(last("A"))
        self.apply(last("B"))
        self.assertEqual(sorted(self.regions()), ["A"] * 3 + ["B"] * 3)
        self.assertEqual(self.drift(), {})
        self.publish(last("B"))
        self.assertEqual(self.regions(), ["B"] * 3)
        self.assertEqual([row["id"] for row in self.keystone.find("regions")], ["B"])
        for kind in ("users", "services"):
            self.assertEqual(self.keystone.find(kind)[0]["pulumi_glance_regions"], ["B"], kind)
        self.assertEqual(identity_keepers.entries(self.keystone, "A"), {})
        with self.counted() as calls:
            self.publish(last("B"))
        self.assertEqual(calls, [])
        self.apply(None)
        self.assertEqual(self.keystone.contents(), before)

    def test_of_a_former_region_go_by_an_undo_before_they_were_released(self):
        for prepare in (lambda: None, self.elsewhere):
            with self.subTest(prepare.__doc__):
                prepare()
                before = self.keystone.contents()
                self.up(last("A"))
                self.apply(last("B"))
                self.apply(None)
                self.assertEqual(self.keystone.contents(), before)
                self.assertIsNone(self.host.read(registry.PATH))

    def elsewhere(self):
        """A service and a user that were there before."""
        self.keystone.add("service", {"name": "glance", "type": "image", "enabled": True})
        user = {"name": "glance", "domain_id": "default", "password": AWKWARD}
        self.keystone.add("user", dict(user, enabled=True))

    def test_of_a_region_that_is_given_up_since_a_host_failed_go_at_once(self):
        before = self.keystone.contents()
        self.up(last("A"))
        made = self.keystone.contents()
        self.apply(last("X"))  # and then some image host fails
        self.apply(last("A"))
        self.assertEqual(self.keystone.contents(), made)
        self.assertNotIn("former", self.ledgers["one"]["identity"])
        self.apply(None)
        self.assertEqual(self.keystone.contents(), before)

    def test_of_a_first_region_that_is_given_up_since_a_host_failed_go_at_once(self):
        before = self.keystone.contents()
        self.apply(last("X"))
        self.up(last("A"))
        self.assertEqual(self.regions(), ["A"] * 3)
        self.assertEqual(self.keystone.find("users")[0]["pulumi_glance_regions"], ["A"])
        self.apply(None)
        self.assertEqual(self.keystone.contents(), before)

    def test_of_a_run_for_another_region_that_was_cut_off_are_ours(self):
        before = self.keystone.contents()
        for then in (None, last("A"), last("B")):
            # The mutex's row, the marks of user and service, the region, endpoints.
            for number in range(1, 8):
                with self.subTest(number=number, then=then and then["region"]):
                    self.up(last("A"))
                    self.cut_off(last("B"), number, "create", "update", "delete")
                    if then:
                        self.up(then)
                        self.assertEqual(self.regions(), [then["region"]] * 3)
                        marks = self.keystone.find("users")[0]["pulumi_glance_regions"]
                        self.assertEqual(marks, [then["region"]])
                    self.apply(None)
                    self.assertEqual(self.keystone.contents(), before)
                    self.assertIsNone(self.host.read(registry.PATH))

    def test_of_a_former_region_are_put_back_with_the_others_where_one_is_refused(self):
        self.up(last("A"))
        self.adopt_in("B")
        self.apply(last("B"))
        before = self.keystone.contents()
        delete = self.keystone.delete

        def refused(kind, row_id):
            if kind == "endpoint" and len(self.keystone.find("endpoints", region_id="A")) == 1:
                raise KeystoneError("cannot remove the endpoint", 500)
            delete(kind, row_id)

        with mock.patch.object(self.keystone, "delete", refused):
            with self.assertRaises(transaction.Failed) as caught:
                self.publish(last("B"))
        self.assertEqual(caught.exception.unrestored, [])
        self.assertEqual(self.keystone.contents(), before)
        self.publish(last("B"))
        self.assertEqual(self.regions(), ["B"] * 3)

    def adopt_in(self, region):
        service = self.keystone.find("services")[0]["id"]
        self.keystone.add("region", {"id": region})
        place = {"service_id": service, "region_id": region, "enabled": True}
        for interface in INTERFACES:
            self.keystone.add("endpoint", dict(place, interface=interface, url="http://old"))

    def test_of_a_region_whose_release_fails_are_published_and_released_by_the_next_run(self):
        self.up(last("A"))
        self.apply(last("B"))
        delete = self.keystone.delete

        def refused(kind, row_id):
            if (kind, row_id) == ("region", "A"):
                raise KeystoneError("cannot remove the region", 500)
            delete(kind, row_id)

        with mock.patch.object(self.keystone, "delete", refused):
            with self.assertRaisesRegex(Problem, "cannot remove the region"):
                self.publish(last("B"))
        self.assertEqual(self.regions(), ["B"] * 3)
        self.publish(last("B"))
        self.assertEqual([row["id"] for row in self.keystone.find("regions")], ["B"])
        self.assertEqual(self.keystone.find("users")[0]["pulumi_glance_regions"], ["B"])

    def test_of_a_former_region_of_a_version_that_forgot_it_leave_no_mark(self):
        before = self.keystone.contents()
        self.apply(request("A"))
        self.apply(request("B"))
        self.assertEqual(self.ledgers["one"]["identity"].pop("former")[0]["region"], "A")
        self.up(last("B"))
        self.assertEqual(self.keystone.find("users")[0]["pulumi_glance_regions"], ["B"])
        self.assertEqual([row["id"] for row in self.keystone.find("regions")], ["B"])
        self.apply(None)
        self.assertEqual(self.keystone.contents(), before)

    def test_go_over_to_another_host_that_gives_back_what_was_there_before(self):
        self.adopted()
        before = self.keystone.contents()
        self.up(last())
        other = self.another_host()
        newer = last(host="newer")
        self.apply(newer, host=other)
        self.apply(None)
        self.assertEqual(self.urls(), set(last()["endpoints"].values()))
        self.assertEqual(self.drift(other), {})
        self.assertEqual(len(self.publish(newer, other)["changes"]), 3)
        self.apply(None, host=other)
        self.assertEqual(self.keystone.contents(), before)

    def test_of_a_former_user_go_with_the_region_that_it_had(self):
        before = self.keystone.contents()
        former = self.up(last("A")) and self.keystone.find("users")[0]["id"]
        wanted = last("B")
        wanted["user"]["name"] = "glance-b"
        self.up(wanted)
        self.assertIn("user %s removed" % former, self.retire()["changes"][-1])
        self.apply(None)
        self.assertEqual(self.keystone.contents(), before)

    def test_of_a_former_service_go_with_it(self):
        before = self.keystone.contents()
        self.up(last())
        other = self.keystone.add("service", {"name": "images", "type": "image", "enabled": True})
        wanted = last()
        wanted["service"]["name"] = "images"
        self.apply(wanted)
        self.assertEqual(len(self.regions()), 6)
        self.publish(wanted)
        self.assertEqual([row["id"] for row in self.keystone.find("services")], [other["id"]])
        self.assertEqual(len(self.regions()), 3)
        self.apply(None)
        self.keystone.delete("service", other["id"])
        self.assertEqual(self.keystone.contents(), before)


if __name__ == "__main__":
    unittest.main()
