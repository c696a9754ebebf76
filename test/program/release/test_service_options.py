"""What a check takes for what the service will read: what is to be written, and what stands there."""

import os
import tempfile
import unittest

from support import Context, Host

from glance_host.files import snapshot
from glance_host.release import service_options

FILE = "/etc/glance/glance-api.conf"
KEYS = [
    {"section": "oslo_messaging_rabbit", "key": "amqp_durable_queues"},
    {"section": "DEFAULT", "key": "rabbit_durable_queues"},
]


class ServiceOptions(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.host = Host(folder.name)

    def write(self, path, text):
        place = self.host.path(path)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "w", encoding="utf-8") as file:
            file.write(text)

    def found(self, set=None, drop=None, ledger=None):
        """The option's value in a document that writes and drops these."""
        check = {"kind": "broker", "reads": {"file": FILE, "options": {"durable": KEYS}}, "component": "C"}
        settings = [{"path": FILE, "set": set or {}, "drop": drop or {}}]
        context = Context({"checks": [check], "settings": settings}, ledger, system=self.host)
        [completed] = service_options.completed(context)
        self.assertNotIn("reads", completed)
        return completed["options"].get("durable")

    def test_it_is_what_the_document_writes_although_the_file_says_otherwise(self):
        self.write(FILE, "[oslo_messaging_rabbit]\namqp_durable_queues = false\n")
        wanted = {"oslo_messaging_rabbit": {"amqp_durable_queues": {"value": "true"}}}
        self.assertEqual(self.found(wanted), "true")

    def test_it_is_what_the_file_says_where_the_document_says_nothing(self):
        self.assertIsNone(self.found())
        self.write(FILE, "[oslo_messaging_rabbit]\namqp_durable_queues = 'false'\namqp_durable_queues=true\n")
        self.assertEqual(self.found(), "true")

    def test_it_is_what_stood_there_before_where_the_document_no_longer_writes_it(self):
        """As when a stack takes rabbit_quorum_queue out of its `extra`: the file still has it, and the
        transaction gives back what was before."""
        self.write(FILE, "[oslo_messaging_rabbit]\namqp_durable_queues = true\n")
        note = {"lines": [], "wrote": snapshot.digest("true"), "component": "ExtraSettings"}
        kept = {FILE: {"keys": {"oslo_messaging_rabbit": {"amqp_durable_queues": note}}}}
        self.assertIsNone(self.found(ledger={"settings": kept}))
        note["lines"] = ["amqp_durable_queues = no"]
        self.assertEqual(self.found(ledger={"settings": kept}), "no")

    def test_it_is_nothing_where_the_document_drops_it(self):
        self.write(FILE, "[DEFAULT]\nrabbit_durable_queues = true\n")
        self.assertEqual(self.found(), "true")
        self.assertIsNone(self.found(drop={"DEFAULT": {"rabbit_durable_queues": "C"}}))

    def test_the_newer_name_counts_where_both_stand(self):
        self.write(FILE, "[DEFAULT]\nrabbit_durable_queues = true\n[oslo_messaging_rabbit]\namqp_durable_queues = no\n")
        self.assertEqual(self.found(), "no")

    def test_a_folder_of_files_overrides_and_the_distribution_comes_first(self):
        text = "[oslo_messaging_rabbit]\namqp_durable_queues = %s\n"
        self.write("/usr/share/glance/glance-api-dist.conf", text % "dist")
        self.assertEqual(self.found(), "dist")
        self.write(FILE, text % "own")
        self.assertEqual(self.found(), "own")
        self.write("/etc/glance/glance-api.conf.d/10.conf", text % "ten")
        self.write("/etc/glance/glance-api.conf.d/20.conf", text % "twenty")
        wanted = {"oslo_messaging_rabbit": {"amqp_durable_queues": {"value": "ours"}}}
        self.assertEqual(self.found(wanted), "twenty")

    def test_a_section_in_other_letters_is_the_same(self):
        self.write(FILE, "[Oslo_Messaging_Rabbit]\namqp_durable_queues = true\n")
        self.assertEqual(self.found(), "true")

    def test_a_check_that_reads_nothing_is_as_it_is(self):
        check = {"kind": "identity", "component": "C"}
        self.assertEqual(service_options.completed(Context({"checks": [check]}, system=self.host)), [check])

    def test_the_proof_reads_what_is_in_place(self):
        self.write(FILE, "[DEFAULT]\nrabbit_durable_queues = On\n")
        options = service_options.of({"reads": {"file": FILE, "options": {"durable": KEYS}}}, self.host)
        self.assertTrue(service_options.is_true(options, "durable"))
        self.assertEqual(service_options.of({}, self.host), {})


if __name__ == "__main__":
    unittest.main()
