"""Power cuts with a lost page cache on the host of fakes: a sample. `make faults` has all of them."""

import os
import tempfile
import unittest

from transaction.lost_cache import Durable, LostCache
from transaction.two_faults import Host


class PowerCuts(Host):
    def test_after_a_lost_cache_the_next_run_is_right_and_what_was_done_lasts(self):
        self.prepare()
        for finding in LostCache(self, every=9).findings():
            with self.subTest(scenario=finding.scenario, fault=finding.fault):
                self.assertEqual(finding.lost, [])
                self.assertGreater(finding.tried, 0)


class ALostCache(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = folder.name
        self.write("file", "old")
        self.durable = Durable(self.root)

    def write(self, name, text, sync=False):
        with open(os.path.join(self.root, name), "w") as file:
            file.write(text)
            file.flush()
            if sync:
                self.durable.fsync(file.fileno())

    def rename(self, former, name):
        os.rename(os.path.join(self.root, former), os.path.join(self.root, name))

    def sync_folder(self):
        handle = os.open(self.root, os.O_RDONLY)
        self.durable.fsync(handle)
        os.close(handle)

    def read(self, name):
        with open(os.path.join(self.root, name)) as file:
            return file.read()

    def test_takes_a_rename_whose_folder_was_not_synced(self):
        self.write("new", "new", sync=True)
        self.rename("new", "file")
        self.durable.lose()
        self.assertEqual(self.read("file"), "old")
        self.assertEqual(os.listdir(self.root), ["file"])

    def test_leaves_an_empty_file_where_only_the_folder_was_synced(self):
        self.write("new", "new")
        self.rename("new", "file")
        self.sync_folder()
        self.durable.lose()
        self.assertEqual(self.read("file"), "")

    def test_of_contents_only_leaves_names_and_empties_what_was_not_synced(self):
        self.write("new", "new")
        self.rename("new", "file")
        self.durable.lose_contents()
        self.assertEqual(self.read("file"), "")

    def test_leaves_what_was_synced_in_the_right_order(self):
        self.write("new", "new", sync=True)
        self.rename("new", "file")
        self.sync_folder()
        self.durable.lose()
        self.assertEqual(self.read("file"), "new")

    def test_brings_back_what_was_removed_without_a_sync(self):
        os.unlink(os.path.join(self.root, "file"))
        self.durable.lose()
        self.assertEqual(self.read("file"), "old")


if __name__ == "__main__":
    unittest.main()
