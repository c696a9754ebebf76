"""The check of Swift goes the way that glance_store goes: the same project, endpoint and authority."""

import unittest
from unittest import mock

import support  # noqa: F401  (the path)
from servers.swift import FakeSwift

from glance_host.keystone import api as keystone_api
from glance_host.logins import logins
from glance_host.refused import Refused

ID = "0123456789abcdef" * 2


class LoginSwift(unittest.TestCase):
    def log_in(self, swift, options=None, **changes):
        check = dict(swift.credentials(**changes), options=options or {})
        logins.log_in(check, self.fail)

    def refused(self, swift, options=None, **changes):
        with self.assertRaises(Refused) as caught:
            self.log_in(swift, options, **changes)
        self.assertNotIn("canary", str(vars(caught.exception)))
        return caught.exception

    def test_is_by_the_public_endpoint_where_nothing_else_is_said(self):
        swift = FakeSwift(self)
        self.log_in(swift)
        self.assertEqual(swift.heads, ["/public"])

    def test_is_by_the_internal_endpoint_where_the_store_uses_that(self):
        swift = FakeSwift(self, interfaces=("internal",))
        self.log_in(swift, {"endpointType": "internalURL"})
        self.assertEqual(swift.heads, ["/internal"])

    def test_names_the_kind_of_endpoint_that_is_missing(self):
        swift = FakeSwift(self, interfaces=("internal",))
        self.assertIn("there is no public object-store endpoint", self.refused(swift).what)
        swift = FakeSwift(self, interfaces=("public",))
        said = self.refused(swift, {"endpointType": "internalURL"}).what
        self.assertIn("there is no internal object-store endpoint in region RegionOne", said)

    def test_is_by_the_type_of_service_that_the_store_uses(self):
        swift = FakeSwift(self, kind="swift-of-ours")
        self.log_in(swift, {"serviceType": "swift-of-ours"})
        self.assertEqual(swift.heads, ["/public"])

    def test_is_by_the_stores_own_url_whatever_the_catalogue_has(self):
        swift = FakeSwift(self, interfaces=())
        self.log_in(swift, {"endpoint": swift.url + "/own"})
        self.assertEqual(swift.heads, ["/own"])

    def test_trusts_whom_the_store_trusts(self):
        swift = FakeSwift(self)
        for options, verify in (
            ({}, True),
            ({"authority": "/etc/ssl/our-ca.pem"}, "/etc/ssl/our-ca.pem"),
            ({"insecure": "True", "authority": "/x"}, False),
        ):
            with keystone_api._certificates({"caFile": options.get("authority"), "insecure": "insecure" in options}) as found:
                self.assertEqual(found, verify)
            with mock.patch("keystoneauth1.session.Session", side_effect=RuntimeError) as made:
                with self.assertRaises(RuntimeError):
                    self.log_in(swift, options)
            self.assertEqual(made.call_args[1]["verify"], verify)

    def test_names_the_project_as_the_store_does_although_it_looks_like_an_id(self):
        swift = FakeSwift(self)
        error = self.refused(swift, projectName=ID)
        self.assertEqual(swift.logins[0]["name"], ID)
        self.assertNotIn("id", swift.logins[0])
        self.assertIn("looks for by its name, not by its id", error.hint)
        swift.projects.add(ID)
        self.log_in(swift, projectName=ID)

    def test_waits_for_a_keystone_that_is_overloaded(self):
        swift = FakeSwift(self)
        swift.passing = [500, 503]
        with mock.patch.object(keystone_api.time, "sleep"):
            self.log_in(swift)
        self.assertEqual(len(swift.logins), 3)

    def test_waits_no_longer_than_it_may(self):
        swift = FakeSwift(self)
        swift.passing = [503] * 1000
        with patience(0):
            self.assertIn("HTTP 503", self.refused(swift).what)
        self.assertEqual(len(swift.logins), 1)


def patience(seconds):
    """`login` as if it were called with that patience."""
    from glance_host.logins import keystone as logins_keystone

    login = keystone_api.login
    return mock.patch.object(logins_keystone, "login", lambda asked: login(asked, patience=seconds))


class LoginIdentity(unittest.TestCase):
    """The check of Keystone looks for the endpoint by which the service checks tokens."""

    def asked(self, interfaces, options=None, **check):
        keystone = FakeSwift(self, interfaces, kind="identity")
        wanted = dict(keystone.credentials(kind="identity"), options=options or {}, **check)
        logins.log_in(wanted, self.fail)

    def test_is_by_the_interface_of_the_release(self):
        self.asked(("internal",), interface="internal")
        self.asked(("admin",), interface="admin")
        self.asked(("public",), interface=None)

    def test_is_by_the_interface_that_the_files_name(self):
        self.asked(("public",), {"interface": "public"}, interface="internal")

    def test_says_which_interface_the_catalogue_lacks(self):
        with self.assertRaises(Refused) as caught:
            self.asked(("public", "internal"), interface="admin")
        self.assertIn("there is no admin identity endpoint in region RegionOne", caught.exception.what)


class FileStore(unittest.TestCase):
    def test_of_two_directories_is_refused_with_both(self):
        check = {"kind": "fileStore", "directory": "/images", "options": {"several": "/a:100"}}
        with self.assertRaises(Refused) as caught:
            logins.log_in(check, self.fail)
        self.assertIn("filesystem_store_datadirs = /a:100", caught.exception.what)
        self.assertIn("filesystem_store_datadir = /images", caught.exception.what)

    def test_of_one_is_good(self):
        logins.log_in({"kind": "fileStore", "directory": "/images", "options": {}}, self.fail)


if __name__ == "__main__":
    unittest.main()
