"""A transaction whose report nobody heard: Pulumi's state has another one than the host."""

import json
import os
import subprocess
import sys
import unittest

from harness import PROGRAM, STACK, HostTest, document, settings

TEXT = "Pulumi did not hear of"


class Unheard(HostTest):
    def wanted(self, workers="2", **parts):
        return document(settings=[settings({"DEFAULT": {"workers": workers}})], **parts)

    def apply_unheard(self, wanted):
        """As sshd leaves it when Pulumi is gone: the program goes on, and cannot say so."""
        reading, writing = os.pipe()
        os.close(reading)
        with os.fdopen(writing, "wb") as stdout:
            done = subprocess.run(
                [sys.executable, PROGRAM, "apply"],
                input=json.dumps(wanted).encode(),
                stdout=stdout,
                stderr=subprocess.DEVNULL,
                env=self.environment,
                timeout=120,
            )
        self.assertEqual(done.returncode, 0)

    def drift(self):
        code, report, err = self.run_program("observe", STACK)
        self.assertEqual(code, 0, err)
        return report["drift"]

    def asked(self, wanted):
        code, answer, err = self.run_program("precheck", stdin=json.dumps(wanted).encode())
        self.assertEqual(code, 0, err)
        return [each["what"] for each in answer["problems"]]

    def test_is_told_by_the_next_refresh_and_struck_by_the_next_transaction(self):
        self.apply(self.wanted())
        self.assertEqual(self.drift(), {})
        self.apply_unheard(self.wanted("3"))
        self.assertIn("workers = 3", self.read("/etc/glance/glance-api.conf"))
        self.assertIn(TEXT, self.drift()["transaction"])
        self.apply(self.wanted(generation=1))
        self.assertEqual(self.drift(), {})
        self.assertIn("workers = 2", self.read("/etc/glance/glance-api.conf"))

    def test_is_refused_when_hosts_are_asked_until_a_refresh_has_seen_it(self):
        self.apply(self.wanted())
        self.apply_unheard(self.wanted("3"))
        [what] = self.asked(self.wanted("4"))
        self.assertIn(TEXT, what)
        self.assertEqual(self.asked(self.wanted("4", generation=1)), [])

    def test_a_transaction_that_was_cut_off_is_refused_in_the_same_way(self):
        self.apply(self.wanted())
        path = "/var/lib/pulumi-glance/%s/ledger.json" % STACK
        ledger = dict(json.loads(self.read(path)), pending=["/etc/glance/glance-api.conf"])
        self.write(path, json.dumps(ledger), 0o600)
        [what] = self.asked(self.wanted("3"))
        self.assertIn("was cut off", what)

    def test_a_first_one_is_no_matter_since_pulumi_makes_it_again(self):
        path = "/var/lib/pulumi-glance/%s/ledger.json" % STACK
        self.write(path, json.dumps({"format": 1, "pending": []}), 0o600)
        self.assertEqual(self.asked(self.wanted()), [])

    def test_one_that_fails_is_as_if_it_never_was(self):
        self.apply(self.wanted())
        broken = self.wanted("3", health=[{"kind": "tcp"}])
        self.assertNotEqual(self.try_apply(broken)[0], 0)
        self.assertEqual(self.drift(), {})


if __name__ == "__main__":
    unittest.main()
