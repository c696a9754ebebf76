import os
import tempfile
import unittest
from unittest import mock

from support import Host

from glance_host.transaction.ledger import Ledger


class TheLedger(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.host = Host(folder.name)

    def ledger(self, **entries):
        ledger = Ledger(self.host, "one")
        ledger.update(entries)
        ledger.save()
        return ledger

    def test_is_put_back_as_it_was(self):
        former = self.ledger(step={"before": 1}).text
        self.ledger(step={"before": 2}).restore(former)
        self.assertEqual(self.host.read(Ledger(self.host, "one").path), former)

    def test_is_put_back_without_a_second_name_where_its_first_writing_failed(self):
        former = self.ledger(step={"before": 1}).text
        ledger = Ledger(self.host, "one")
        ledger.update(step={"before": 2})
        with mock.patch("glance_host.files.snapshot.write", side_effect=OSError("no space left on device")):
            with self.assertRaises(OSError):
                ledger.save()
        ledger.restore(former)
        self.assertEqual(self.host.read(ledger.path), former)
        self.assertFalse(os.path.exists(self.host.path(ledger.path + ".former")))

    def test_has_what_was_before_again_where_a_writing_failed_that_the_disk_may_have(self):
        self.ledger(step={"before": 1})
        ledger = Ledger(self.host, "one")
        del ledger["step"]
        with mock.patch("glance_host.files.snapshot.sync_folder", side_effect=OSError("input/output error")):
            with self.assertRaises(OSError):
                ledger.save()
        self.assertNotIn("step", Ledger(self.host, "one"))
        ledger.widen()
        self.assertEqual(Ledger(self.host, "one")["step"], {"before": 1})

    def test_notes_a_report_that_was_heard_until_the_next_run_where_it_cannot_strike_that(self):
        ledger = self.ledger(step={"before": 1})
        ledger.end_unheard()
        with mock.patch("os.unlink", side_effect=OSError("read-only file system")):
            ledger.heard()
        self.assertTrue(ledger.is_unheard())
        ledger.clean()  # as the next transaction begins
        self.assertFalse(ledger.is_unheard())

    def test_of_an_earlier_run_that_was_cut_off_is_not_put_back_for_this_one(self):
        self.ledger(step={"before": 1})
        text = self.ledger(pending=["/etc/glance/glance-api.conf"]).text  # and is cut off
        ledger = Ledger(self.host, "one")
        self.assertTrue(os.path.exists(self.host.path(ledger.path + ".former")))
        ledger.restore(text)
        self.assertEqual(self.host.read(ledger.path), text)


if __name__ == "__main__":
    unittest.main()
