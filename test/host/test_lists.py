"""Lists of Nova's, which others add to, too (procedure 5.10): an item is added, and nothing goes."""

import unittest

from harness import HostTest, document, settings

NOVA = "/etc/nova/nova.conf"
OURS = "glusterfs=Driver"
ORIGINAL = """[libvirt]
# What this host may mount.
volume_drivers = iscsi=One, nfs=Two
virt_type = kvm
"""


def wanted(into="whereSet", key="volume_drivers", **values):
    file = settings(dict({"libvirt": {key: OURS}}, **values), path=NOVA)
    file["set"]["libvirt"][key]["list"] = into
    return document(settings=[file])


class Lists(HostTest):
    def setUp(self):
        super().setUp()
        self.write(NOVA, ORIGINAL, 0o640)

    def drift(self):
        code, report, err = self.run_program("observe", "glance-test")
        self.assertEqual(code, 0, err)
        return report["drift"]

    def test_an_item_is_put_behind_what_stands_there_once_and_undone(self):
        report = self.apply(wanted())
        self.assertTrue(report["changed"])
        line = "volume_drivers = iscsi=One,nfs=Two,%s\n" % OURS
        expected = ORIGINAL.replace("volume_drivers = iscsi=One, nfs=Two\n", line)
        self.assertEqual(self.read(NOVA), expected)
        self.assertFalse(self.apply(wanted())["changed"])
        self.assertEqual(self.drift(), {})
        self.undo()
        self.assertEqual(self.read(NOVA), ORIGINAL)

    def test_an_item_that_is_there_leaves_the_line_as_it_is(self):
        text = ORIGINAL.replace("nfs=Two", OURS)
        self.write(NOVA, text, 0o640)
        self.apply(wanted())
        self.assertEqual(self.read(NOVA), text)
        self.undo()
        self.assertEqual(self.read(NOVA), text)

    def test_a_list_that_nobody_set_stays_the_services_own_or_is_made(self):
        debug = {"DEFAULT": {"debug": "True"}}
        self.apply(wanted(key="other", **debug))
        self.assertNotIn("other", self.read(NOVA))
        self.assertEqual(self.drift(), {})
        self.apply(wanted("always", "other", **debug))
        self.assertIn("virt_type = kvm\nother = %s\n" % OURS, self.read(NOVA))
        self.undo()
        self.assertEqual(self.read(NOVA), ORIGINAL)

    def test_an_empty_list_gets_the_item_without_a_comma(self):
        self.write(NOVA, ORIGINAL.replace(" iscsi=One, nfs=Two", ""), 0o640)
        self.apply(wanted())
        self.assertIn("volume_drivers = %s\n" % OURS, self.read(NOVA))

    def test_a_list_that_stands_twice_becomes_the_one_that_counts(self):
        twice = ORIGINAL + "volume_drivers = rbd=Three\n"
        self.write(NOVA, twice, 0o640)
        self.apply(wanted())
        self.assertEqual(self.read(NOVA).count("volume_drivers"), 1)
        self.assertIn("volume_drivers = rbd=Three,%s\n" % OURS, self.read(NOVA))
        self.undo()
        self.assertEqual(self.read(NOVA), twice)

    def test_what_others_add_since_is_no_drift_and_stays(self):
        self.apply(wanted())
        more = self.read(NOVA).replace(OURS, OURS + ",rbd=Three")
        self.write(NOVA, more, 0o640)
        self.assertEqual(self.drift(), {})
        self.assertFalse(self.apply(wanted())["changed"])
        self.assertEqual(self.read(NOVA), more)

    def test_an_item_that_somebody_took_out_is_drift_and_comes_back(self):
        self.apply(wanted())
        self.write(NOVA, ORIGINAL, 0o640)
        what = "iscsi=One, nfs=Two, without " + OURS
        self.assertEqual(self.drift(), {"nova.conf [libvirt] volume_drivers": what})
        self.assertTrue(self.apply(wanted())["changed"])
        self.assertEqual(self.drift(), {})


if __name__ == "__main__":
    unittest.main()
