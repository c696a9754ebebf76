"""Items of lists that others add to: put in behind theirs, taken out again, and what drifts."""

import unittest

from harness import STACK, HostTest, document, settings, unit
from ini.test_step import oslo

NOVA = "/etc/nova/nova.conf"
DRIVER = "glusterfs=nova.Gluster"
PLACE = ("libvirt", "volume_drivers")


def file_with(line):
    """Nova's file with this line, or lines, in [libvirt]; None: without the key."""
    before = "[DEFAULT]\n# Nova's own.\nmy_ip = 10.0.0.31\n\n[libvirt]\nvirt_type=kvm\n"
    return "%s%s# Behind it.\n" % (before, "" if line is None else line + "\n")


def wanted(into="always", others=None, **parts):
    """A document that wants the item in Nova's list, and whole values of [libvirt] beside it."""
    file = settings({"libvirt": others or {}}, path=NOVA)
    item = {"value": DRIVER, "list": into, "component": "GlusterMount"}
    file["set"]["libvirt"]["volume_drivers"] = item
    return document(settings=[file], **parts)


class ListTest(HostTest):
    def has(self, line):
        self.write(NOVA, file_with(line), 0o640)

    def found(self):
        """The list as oslo.config reads it: of a key that stands twice, the last."""
        values = oslo(self.read(NOVA)).get(PLACE)
        return None if values is None else [item.strip() for item in values[-1].split(",")]

    def edit(self, before, after):
        text = self.read(NOVA)
        self.assertIn(before, text)
        self.write(NOVA, text.replace(before, after), 0o640)


class Items(ListTest):
    def test_an_item_goes_behind_what_stands_there(self):
        self.has("volume_drivers = rbd=nova.Rbd,iscsi=nova.Iscsi")
        report = self.apply(wanted())
        self.assertEqual(self.found(), ["rbd=nova.Rbd", "iscsi=nova.Iscsi", DRIVER])
        changes = ["GlusterMount: nova.conf [libvirt] volume_drivers changed"]
        self.assertEqual(report["changes"], changes)

    def test_all_around_a_list_stays(self):
        self.has("volume_drivers = rbd=nova.Rbd")
        self.apply(wanted())
        self.assertEqual(self.read(NOVA), file_with("volume_drivers = rbd=nova.Rbd," + DRIVER))

    def test_an_item_that_is_there_is_left_where_it_stands(self):
        for line in (
            "volume_drivers = %s",
            "volume_drivers=%s",
            "volume_drivers = rbd=nova.Rbd,%s",
            "volume_drivers = %s , rbd=nova.Rbd",
            "volume_drivers =  rbd=nova.Rbd ,  %s  ,iscsi=nova.Iscsi",
            "volume_drivers = ,%s,,",
        ):
            self.has(line % DRIVER)
            before = self.read(NOVA)
            report = self.apply(wanted(units=[unit(reads=[NOVA])]))
            self.assertNotIn("nova.conf", str(report["changes"]))
            self.assertEqual(self.read(NOVA), before)
            self.undo()
            self.assertEqual(self.read(NOVA), before)

    def test_what_only_looks_like_the_item_is_another(self):
        for other in (DRIVER + "Fs", "x" + DRIVER, DRIVER.upper()):
            self.has("volume_drivers = " + other)
            self.apply(wanted())
            self.assertEqual(self.found(), [other, DRIVER])
            self.undo()

    def test_a_list_that_is_not_set_is_made_and_goes_again(self):
        self.has(None)
        before = self.picture()
        self.apply(wanted("always"))
        self.assertEqual(self.found(), [DRIVER])
        self.undo()
        self.assertEqual(self.picture(), before)

    def test_a_list_that_is_empty_gets_the_item_either_way(self):
        for into in ("always", "whereSet"):
            self.has("volume_drivers =")
            self.apply(wanted(into))
            self.assertEqual(self.found(), [DRIVER])
            self.undo()
            self.assertEqual(self.read(NOVA), file_with("volume_drivers ="))

    def test_the_services_own_default_stays_where_it_has_the_item(self):
        self.has(None)
        before = self.read(NOVA)
        report = self.apply(wanted("whereSet"))
        self.assertEqual((report["changed"], self.read(NOVA)), (False, before))

    def test_a_list_that_somebody_sets_later_gets_the_item_and_keeps_it_apart(self):
        self.has(None)
        self.apply(wanted("whereSet"))
        self.has("volume_drivers = rbd=nova.Rbd")
        self.apply(wanted("whereSet"))
        self.assertEqual(self.found(), ["rbd=nova.Rbd", DRIVER])
        self.undo()
        self.assertEqual(self.read(NOVA), file_with("volume_drivers = rbd=nova.Rbd"))

    def test_a_second_run_changes_and_restarts_nothing(self):
        for into in ("always", "whereSet"):
            self.has("volume_drivers = rbd=nova.Rbd , iscsi=nova.Iscsi")
            self.apply(wanted(into, {"a": "1"}, units=[unit(reads=[NOVA])]))
            before = self.picture()
            report = self.apply(wanted(into, {"a": "1"}, units=[unit(reads=[NOVA])]))
            self.assertEqual((report["changes"], report["restarted"]), ([], []))
            self.assertEqual(self.picture(), before)
            self.undo()

    def test_of_a_key_that_stands_twice_the_last_counts_as_it_did(self):
        for last, then in (
            ("iscsi=nova.Iscsi", ["iscsi=nova.Iscsi", DRIVER]),
            ("%s,iscsi=nova.Iscsi" % DRIVER, [DRIVER, "iscsi=nova.Iscsi"]),
        ):
            self.has("volume_drivers = rbd=nova.Rbd\nvolume_drivers = " + last)
            before = self.read(NOVA)
            self.apply(wanted())
            self.assertEqual(oslo(self.read(NOVA))[PLACE], [",".join(then)])
            self.assertFalse(self.apply(wanted())["changed"])
            self.undo()
            self.assertEqual(self.read(NOVA), before)

    def test_an_item_that_stands_only_where_it_does_not_count_is_put_where_it_does(self):
        self.has("volume_drivers = %s\nvolume_drivers = rbd=nova.Rbd" % DRIVER)
        self.apply(wanted())
        self.assertEqual(self.found(), ["rbd=nova.Rbd", DRIVER])

    def test_a_list_over_several_lines_is_a_list_like_others(self):
        for line, then in (
            ("volume_drivers = rbd=nova.Rbd,\n  %s" % DRIVER, ["rbd=nova.Rbd", DRIVER]),
            ("volume_drivers = rbd=nova.Rbd,\n  a=b", ["rbd=nova.Rbd", "a=b", DRIVER]),
        ):
            self.has(line)
            before = self.read(NOVA)
            self.apply(wanted())
            self.assertEqual(self.found(), then)
            self.assertFalse(self.apply(wanted())["changed"])
            self.undo()
            self.assertEqual(self.read(NOVA), before)

    def test_lists_of_one_name_in_two_sections_are_two(self):
        self.has("volume_drivers = rbd=nova.Rbd")
        document = wanted()
        [file] = document["settings"]
        file["set"]["DEFAULT"] = {"volume_drivers": dict(file["set"]["libvirt"]["volume_drivers"])}
        file["set"]["DEFAULT"]["volume_drivers"]["list"] = "whereSet"
        self.apply(document)
        self.assertEqual(self.found(), ["rbd=nova.Rbd", DRIVER])
        self.assertNotIn(("DEFAULT", "volume_drivers"), oslo(self.read(NOVA)))


class Undo(ListTest):
    def test_undo_gives_back_the_very_text(self):
        for line in (
            "volume_drivers = rbd=nova.Rbd",
            "volume_drivers=rbd=nova.Rbd,  iscsi=nova.Iscsi ,",
            "volume_drivers :  rbd=nova.Rbd",
            "volume_drivers =",
            None,
        ):
            self.has(line)
            before = self.picture()
            self.assertTrue(self.apply(wanted())["changed"])
            self.undo()
            self.assertEqual(self.picture(), before)

    def test_a_list_that_leaves_the_document_has_its_former_line(self):
        self.has("volume_drivers=rbd=nova.Rbd , iscsi=nova.Iscsi")
        self.apply(wanted(others={"a": "1"}))
        self.apply(document(settings=[settings({"libvirt": {"a": "1"}}, path=NOVA)]))
        self.assertIn("\nvolume_drivers=rbd=nova.Rbd , iscsi=nova.Iscsi\n", self.read(NOVA))

    def test_another_key_that_somebody_has_edited_since_keeps_no_list_from_going_back(self):
        self.has("volume_drivers=rbd=nova.Rbd , iscsi=nova.Iscsi")
        self.apply(wanted())
        self.edit("virt_type=kvm", "virt_type=qemu")
        self.assertEqual(self.undo()["left"], [])
        former = file_with("volume_drivers=rbd=nova.Rbd , iscsi=nova.Iscsi")
        self.assertEqual(self.read(NOVA), former.replace("=kvm", "=qemu"))

    def test_a_list_that_somebody_has_edited_since_is_told_and_stays(self):
        for after in (DRIVER + ",nfs=nova.Nfs", "nfs=nova.Nfs"):
            self.has("volume_drivers = rbd=nova.Rbd")
            self.apply(wanted())
            self.edit(DRIVER, after)
            edited = self.read(NOVA)
            text = "GlusterMount: %s [libvirt] volume_drivers was changed by someone else since and stays"
            self.assertEqual(self.undo()["left"], [text % NOVA])
            self.assertEqual(self.read(NOVA), edited)

    def test_what_somebody_adds_between_two_of_our_runs_stays(self):
        for after in (DRIVER + ",nfs=nova.Nfs", "nfs=nova.Nfs"):
            self.has("volume_drivers = rbd=nova.Rbd")
            self.apply(wanted())
            self.edit(DRIVER, after)
            self.apply(wanted())
            self.undo()
            self.assertEqual(self.found(), ["rbd=nova.Rbd", "nfs=nova.Nfs"])

    def test_a_list_that_somebody_has_put_back_already_is_not_told(self):
        self.has("volume_drivers = rbd=nova.Rbd")
        self.apply(wanted(others={"a": "1"}))
        self.edit("," + DRIVER, "")
        self.assertEqual(self.undo()["left"], [])
        self.assertEqual(self.read(NOVA), file_with("volume_drivers = rbd=nova.Rbd"))


class Drift(ListTest):
    def observe(self):
        code, report, err = self.run_program("observe", STACK)
        self.assertEqual(code, 0, err)
        return report["drift"]

    def drifted(self, before, after, into="always"):
        """What is found after an edit by hand; the next transaction then puts it right."""
        self.has("volume_drivers = rbd=nova.Rbd")
        self.apply(wanted(into, {"a": "1"}))
        self.assertEqual(self.observe(), {})
        self.edit(before, after)
        found = self.observe()
        self.apply(wanted(into, {"a": "1"}, generation=1))
        self.assertEqual(self.observe(), {}, "repaired")
        return found

    def test_an_item_that_is_missing_is_told_with_what_stands_there(self):
        what = {"nova.conf [libvirt] volume_drivers": "rbd=nova.Rbd, without " + DRIVER}
        self.assertEqual(self.drifted("," + DRIVER, ""), what)
        self.assertEqual(self.found(), ["rbd=nova.Rbd", DRIVER])

    def test_items_of_others_are_no_drift_and_stay(self):
        self.assertEqual(self.drifted(DRIVER, "%s , nfs=nova.Nfs" % DRIVER), {})
        self.assertEqual(self.drifted("rbd=nova.Rbd,", "nfs=nova.Nfs,"), {})
        self.assertEqual(self.found(), ["nfs=nova.Nfs", DRIVER])

    def test_a_list_that_went_is_drift_unless_the_services_own_has_the_item(self):
        line = "volume_drivers = rbd=nova.Rbd,%s\n" % DRIVER
        what = {"nova.conf [libvirt] volume_drivers": "missing, without " + DRIVER}
        self.assertEqual(self.drifted(line, ""), what)
        self.assertEqual(self.drifted(line, "", "whereSet"), {})

    def test_a_list_that_stands_twice_is_told_as_that(self):
        line = "volume_drivers = rbd=nova.Rbd," + DRIVER
        what = {"nova.conf [libvirt] volume_drivers": "it is set 2 times"}
        self.assertEqual(self.drifted(line, "volume_drivers = a=b\n" + line), what)

    def test_a_list_that_was_not_set_and_now_is_lacks_the_item(self):
        self.has(None)
        self.apply(wanted("whereSet", {"a": "1"}))
        self.assertEqual(self.observe(), {})
        self.edit("# Behind it.", "volume_drivers = rbd=nova.Rbd\n# Behind it.")
        what = {"nova.conf [libvirt] volume_drivers": "rbd=nova.Rbd, without " + DRIVER}
        self.assertEqual(self.observe(), what)


if __name__ == "__main__":
    unittest.main()
