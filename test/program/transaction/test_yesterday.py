"""A host that a former version has configured: today's program takes it over without a change.

yesterday.json is what the program of November 2026, before it was one package, left on the host of fakes: its
document, its files with the ledger, and what the fakes had noted. It is never made anew.
"""

import json
import os
import unittest

from harness import PACKAGES, STACK, HostTest

HERE = os.path.dirname(os.path.abspath(__file__))
LEDGER = "root/var/lib/pulumi-glance/%s/ledger.json" % STACK


class Yesterday(HostTest):
    def setUp(self):
        super().setUp()
        self.before = self.picture()
        with open(os.path.join(HERE, "yesterday.json"), encoding="utf-8") as file:
            recorded = json.load(file)
        self.document = recorded["document"]
        own = os.getuid()
        self.users = {"root": own, "glance": own or 64062}
        for path, entry in sorted(recorded["files"].items()):
            self._put(path, entry)
        self.set_state(**recorded["state"])

    def _put(self, path, entry):
        if path in ("root/etc/passwd", "root/etc/group"):
            return  # they have this machine's numbers
        place = os.path.join(self.folder, path)
        if "text" in entry:
            text = self._ledger(entry["text"]) if path == LEDGER else entry["text"]
            with open(place, "w", encoding="utf-8", errors="surrogateescape") as file:
                file.write(text)
        else:
            os.makedirs(place, exist_ok=True)
        os.chmod(place, int(entry["mode"], 8))
        os.chown(place, self.users[entry["owner"]], self.users[entry["group"]])

    def _ledger(self, text):
        """The ledger with the numbers of the users that this host has."""
        numbers = {0: self.users["root"], 64062: self.users["glance"]}

        def renumbered(entries):
            for name in {"uid", "gid"} & set(entries):
                entries[name] = numbers[entries[name]]
            return entries

        return json.dumps(json.loads(text, object_hook=renumbered), sort_keys=True)

    def test_is_what_its_document_says(self):
        report = self.apply(self.document)
        self.assertEqual((report["changed"], report["restarted"]), (False, []), report["changes"])

    def test_has_not_drifted(self):
        code, report, err = self.run_program("observe", STACK)
        self.assertEqual((code, report), (0, {"format": 1, "drift": {}}), err)

    def test_gets_back_all_that_it_had_before(self):
        self.undo()
        self.assert_undone(self.before, PACKAGES)

    def test_is_refused_where_a_later_version_has_configured_it(self):
        place = os.path.join(self.folder, LEDGER)
        with open(place, encoding="utf-8") as file:
            ledger = json.load(file)
        with open(place, "w", encoding="utf-8") as file:
            json.dump(dict(ledger, format=ledger["format"] + 1), file)
        picture = self.picture()
        code, _, err = self.try_apply(self.document)
        self.assertEqual(code, 1)
        self.assertIn("apply with the newer version that wrote it", err)
        self.assertEqual(self.picture(), picture)


if __name__ == "__main__":
    unittest.main()
