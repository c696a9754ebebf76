"""The check of Keystone: what the services' own check of tokens needs."""

import unittest

import support  # noqa: F401  (the path)
from servers.swift import FakeSwift

from glance_host.logins import logins
from glance_host.refused import Refused


class LoginKeystone(unittest.TestCase):
    def setUp(self):
        self.keystone = FakeSwift(self, kind="identity")

    def log_in(self):
        logins.log_in(self.keystone.credentials(kind="identity"), self.fail)

    def test_takes_a_token_that_lasts(self):
        self.log_in()

    def test_refuses_a_host_to_whose_clock_a_new_token_has_expired(self):
        self.keystone.expires = "2026-01-01T01:00:00.000000Z"
        with self.assertRaises(Refused) as caught:
            self.log_in()
        self.assertRegex(
            caught.exception.what,
            r"this host's clock is ahead of Keystone's by \d+ days, [\d:]+: services here would take every token for an expired one",
        )
        self.assertEqual(caught.exception.command, "timedatectl")


if __name__ == "__main__":
    unittest.main()
