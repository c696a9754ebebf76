import unittest

from support import AWKWARD

from glance_host.identity import keepers as identity_keepers
from glance_host.identity import registry
from identity.case import IdentityCase, request
from glance_host.problem import Problem


class IdentityRecordsThatAnotherHostMakesNow(IdentityCase):
    """`self.host` has made them; the role `identity` goes over to `self.other`."""

    def setUp(self):
        super().setUp()
        self.other = self.another_host()

    def served(self):
        """What clients have of the Image service: ids and URLs."""
        kinds = ("users", "services", "endpoints")
        rows = [(row["id"], row.get("url")) for kind in kinds for row in self.keystone.find(kind)]
        return rows, sorted(self.keystone.roles)

    def adopted(self):
        """A service, an endpoint and a user that were there before, as somebody made them."""
        user = {"name": "glance", "domain_id": "default", "password": AWKWARD, "enabled": False}
        self.keystone.add("user", user)
        service = self.keystone.add("service", {"name": "theirs", "type": "image", "enabled": True})
        self.keystone.add("region", {"id": "RegionOne"})
        place = {"service_id": service["id"], "region_id": "RegionOne", "interface": "public"}
        self.keystone.add("endpoint", dict(place, url="http://old", enabled=True))

    def keeper(self, region="RegionOne"):
        [entry] = identity_keepers.entries(self.keystone, region).values()
        return entry["host"]

    def move(self, wanted=None):
        """The new host's transaction comes first, then that of the former one."""
        self.apply(wanted or request(), host=self.other)
        served = self.served()
        context = self.apply(None)
        self.assertEqual(self.served(), served)
        self.assertIsNone(self.host.read(registry.PATH))
        self.assertEqual(self.host.ledgers["one"], {})
        return context

    def test_stay_with_their_ids_and_urls(self):
        self.apply(request())
        before = self.served()
        context = self.move()
        self.assertEqual(self.served(), before)
        self.assertEqual(context.changes, [])
        self.assertIn("another host keeps the records of RegionOne by now", context.said[-1])

    def test_are_removed_by_a_destroy_from_there(self):
        before = self.keystone.contents()
        self.apply(request())
        self.move()
        self.apply(None, host=self.other)
        self.assertEqual(self.keystone.contents(), before)
        self.assertIsNone(self.other.read(registry.PATH))

    def test_that_were_adopted_get_back_what_they_were_before_the_first_host(self):
        self.adopted()
        before = self.keystone.contents()
        self.apply(request())
        self.move(request(host="newer"))
        self.apply(None, host=self.other)
        self.assertEqual(self.keystone.contents(), before)

    def test_go_there_and_back(self):
        self.adopted()
        before = self.keystone.contents()
        self.apply(request())
        self.move()
        self.apply(request())
        self.apply(None, host=self.other)
        self.assertEqual(len(self.keystone.find("endpoints")), 3)
        self.apply(None)
        self.assertEqual(self.keystone.contents(), before)

    def test_are_given_back_where_the_new_host_is_undone_before_the_former_one(self):
        for prepare in (lambda: None, self.adopted):
            with self.subTest(prepare.__doc__):
                prepare()
                before = self.keystone.contents()
                self.apply(request())
                self.apply(request(), host=self.other)
                self.apply(None, host=self.other)
                self.apply(None)
                self.assertEqual(self.keystone.contents(), before)

    def test_stay_the_former_hosts_where_the_new_one_fails(self):
        self.adopted()
        before = self.keystone.contents()
        self.apply(request())
        made, keeper = self.served(), self.keeper()

        def fail():
            raise Problem("Tls", "haproxy", "does not start")

        with self.assertRaisesRegex(Problem, "does not start"):
            self.apply(request(host="newer"), host=self.other, later=fail)
        self.assertEqual(self.served(), made)
        self.assertEqual(self.keeper(), keeper)
        self.assertIsNone(self.other.read(registry.PATH))
        self.apply(None)
        self.assertEqual(self.keystone.contents(), before)

    def test_move_though_a_run_on_the_new_host_is_cut_off(self):
        # Two endpoints' URLs are another's by then, the mutex's row, the keeper, the mutex's again.
        for number in range(1, 6):
            for then in ("repeated", "taken back"):
                with self.subTest(number=number, then=then):
                    self.setUp()
                    self.adopted()
                    before = self.keystone.contents()
                    self.apply(request())
                    newer = request(host="newer")
                    self.cut_off(newer, number, "create", "update", "delete", host=self.other)
                    if then == "repeated":
                        self.move(newer)
                        self.apply(None, host=self.other)
                    else:
                        self.apply(request())
                        self.apply(None, host=self.other)
                        self.assertEqual(len(self.keystone.find("endpoints")), 3)
                        self.apply(None)
                    self.assertEqual(self.keystone.contents(), before)

    def test_move_though_the_first_run_on_the_former_host_was_cut_off(self):
        for prepare in (lambda: None, self.adopted):
            prepare()
            before = self.keystone.contents()
            # The mutex's row, user, role, service, region, endpoints: some of each.
            for number in range(2, 7):
                with self.subTest(prepare.__doc__, number=number):
                    self.cut_off(request(), number, "create", "grant", "update")
                    self.move()
                    self.apply(None, host=self.other)
                    self.assertEqual(self.keystone.contents(), before)

    def test_move_though_the_former_host_is_cut_off_as_it_forgets_them(self):
        self.apply(request())
        self.apply(request(), host=self.other)
        served = self.served()
        self.cut_off(None, 1, "create")  # the mutex's row
        self.apply(None)
        self.assertEqual(self.served(), served)

    def test_of_a_version_that_named_no_keeper_are_handed_over_by_the_former_host(self):
        before = self.keystone.contents()
        self.apply(request())
        [service] = self.keystone.find("services")
        self.keystone.update("service", service["id"], {identity_keepers.KEY: None})
        self.move()
        self.apply(None, host=self.other)
        self.assertEqual(self.keystone.contents(), before)

    def test_of_a_version_that_named_no_keeper_are_the_hosts_own_to_remove(self):
        before = self.keystone.contents()
        self.apply(request())
        [service] = self.keystone.find("services")
        self.keystone.update("service", service["id"], {identity_keepers.KEY: None})
        self.apply(None)
        self.assertEqual(self.keystone.contents(), before)

    def test_of_a_list_without_an_id_get_one_that_stands_on_the_host_too(self):
        self.test_of_a_version_that_named_no_keeper_are_the_hosts_own_to_remove()
        self.apply(request())
        text = self.host.read(registry.PATH)
        former = text.replace('"host": "%s"' % self.keeper(), '"former": true')
        self.assertNotEqual(former, text)
        with open(self.host.path(registry.PATH), "w", encoding="utf-8") as file:
            file.write(former)
        [service] = self.keystone.find("services")
        self.keystone.update("service", service["id"], {identity_keepers.KEY: None})
        self.apply(request())
        self.assertIn(self.keeper(), self.host.read(registry.PATH))

    def test_stay_the_former_hosts_for_a_stack_of_another_region_there(self):
        before = self.keystone.contents()
        self.apply(request("A"))
        self.apply(request("B"), "two")
        self.apply(request("A"), host=self.other)
        self.apply(None)
        self.assertEqual(sorted(self.regions()), ["A"] * 3 + ["B"] * 3)
        for undone in ((None, "one", self.other), (None, "two", self.host)):
            self.assertEqual(len(self.keystone.find("users")), 1)
            self.apply(*undone)
        self.assertEqual(self.keystone.contents(), before)

    def test_of_a_former_user_are_not_retired_by_the_former_host(self):
        self.apply(request())
        self.apply(request(), host=self.other)
        wanted = request()
        wanted["user"]["name"] = "glance-b"
        self.apply(wanted, host=self.other)
        self.host.ledgers["one"]["identity"]["user"] = "another"
        served = self.served()
        self.assertEqual(self.retire()["changes"], [])
        self.assertEqual(self.served(), served)
        self.assertIn("removed", self.retire(host=self.other)["changes"][-1])

    def test_are_written_of_once(self):
        self.apply(request())
        written = []
        self.keystone.update = lambda *values: written.append(values)
        self.apply(request())
        self.assertEqual(written, [])

    def test_hold_no_secret(self):
        self.apply(request())
        [service] = self.keystone.find("services")
        self.assertNotIn("secret", str(service))
        self.assertNotIn(AWKWARD, str(service))


if __name__ == "__main__":
    unittest.main()
