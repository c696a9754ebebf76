"""Images that Compute copies itself (5.4.9): one file system on all hosts, and what Nova reads."""

import json
import os
import unittest
from unittest import mock

from harness import (
    NOVA_CONF,
    STACK,
    HostTest,
    direct_loading,
    direct_settings,
    document,
    gluster,
    metadata,
    settings,
    token,
    unit,
)

IMAGES = "/var/lib/glance/images"
TOKEN = token()["path"]
ID = metadata()["id"]
LEDGER = "/var/lib/pulumi-glance/%s/ledger.json" % STACK


def leader(**parts):
    """The first image host: it shares its directory and computes, too."""
    return document(
        **dict(
            {
                "mounts": [gluster()],
                "metadata": metadata(),
                "token": token(),
                "units": [unit()],
                "settings": [direct_settings()],
                "directLoading": direct_loading(),
            },
            **parts
        )
    )


def sharing(value, mount_point=IMAGES):
    """A FilesystemSharing."""
    return {
        "host": "image1",
        "directory": IMAGES,
        "id": ID,
        "mountPoint": mount_point,
        "token": {"path": TOKEN, "value": value},
        "component": "ComputeDirectAccess",
    }


def compute(value, **parts):
    """A host that only computes."""
    known = {
        "host": "compute1",
        "mounts": [dict(gluster(), ownership=None, requiredBy=[])],
        "sharing": sharing(value),
        "settings": [direct_settings()],
        "directLoading": direct_loading(),
    }
    return document(**dict(known, **parts))


class LocalImages(HostTest):
    def observe(self):
        code, report, err = self.run_program("observe", STACK)
        self.assertEqual(code, 0, err)
        return report["drift"]

    def nova(self):
        from glance_host.ini.reader import IniText

        text = IniText(self.read(NOVA_CONF))
        return {(section, key): value for section, key, value in text.settings(set())}

    def on_volume(self, name, content):
        """A file on the volume before it is mounted, as another host has written it there."""
        folder = self.root + ".volume"
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, name), "w") as file:
            file.write(content)

    def volume(self):
        folder = self.root + ".volume"
        return sorted(os.listdir(folder)) if os.path.isdir(folder) else []

    def refused(self, wanted, *words):
        """The error; the host must be as it was."""
        before = self.picture()
        code, report, err = self.try_apply(wanted)
        self.assertEqual((code, report), (1, None), err)
        for word in words:
            self.assertIn(word, err)
        self.assertEqual(self.picture(), before)


class Token(LocalImages):
    def test_the_first_image_host_writes_it_once_the_volume_is_mounted_and_reports_it(self):
        before = self.picture()
        report = self.apply(leader())
        value = report["filesystem"]["token"]
        self.assertRegex(value, "^[0-9a-f]{32}$")
        self.assertEqual(self.read(TOKEN), value + "\n")
        status = os.stat(self.root + TOKEN)
        self.assertEqual(status.st_mode & 0o777, 0o644)
        if os.getuid() == 0:
            self.assertEqual((status.st_uid, status.st_gid), (64062, 64062))
        self.assertIn("FilesystemMetadata: %s written" % TOKEN, report["changes"])
        again = self.apply(leader())
        self.assertEqual((again["changed"], again["changes"]), (False, []))
        self.assertEqual(again["filesystem"], report["filesystem"])
        self.assertEqual(self.observe(), {})
        self.undo()
        self.assertEqual(self.volume(), [], "the volume is as it was, too")
        self.assertEqual(self.picture(), before)

    def test_it_is_taken_from_the_volume_before_that_is_unmounted_or_another_comes(self):
        first = self.apply(leader())["filesystem"]["token"]
        elsewhere = gluster(source="storage:/other")
        report = self.apply(leader(mounts=[elsewhere]))
        second = report["filesystem"]["token"]
        self.assertNotEqual(first, second)
        self.assertEqual(self.read(TOKEN), second + "\n")
        self.apply(leader(token=None))
        self.assertFalse(self.exists(TOKEN))
        self.undo()
        self.assertEqual(self.volume(), [])

    def test_it_is_not_put_back_into_the_bare_directory_where_its_volume_cannot_be_mounted_again(self):
        before = self.picture()
        self.apply(leader())
        self.set_state(failing=["systemctl enable --now var-lib-glance-images.mount"])
        code, _, err = self.try_apply(document(units=[unit("nova-compute.service")]))
        self.assertEqual(code, 3)
        text = "could not put back %s: FilesystemMetadata: %s: the file system below it is not mounted as before"
        self.assertIn(text % (TOKEN, TOKEN), err)
        self.assertEqual((self.volume(), os.listdir(self.root + IMAGES)), ([], []))
        self.set_state(failing=[])
        report = self.apply(leader())
        self.assertEqual(self.read(TOKEN), report["filesystem"]["token"] + "\n")
        self.undo()
        self.assertEqual((self.volume(), os.listdir(self.root + IMAGES)), ([], []))
        self.assertEqual(self.picture(), before)

    def test_a_mount_may_come_over_a_directory_that_holds_nothing_else(self):
        self.apply(leader(mounts=[]))
        self.apply(leader())
        self.undo()
        self.assertEqual((self.volume(), os.listdir(self.root + IMAGES)), ([], []))

    def test_one_that_is_lost_or_changed_is_drift_and_another_is_written(self):
        first = self.apply(leader())["filesystem"]["token"]
        for by_hand, found in (
            (lambda: os.unlink(self.root + TOKEN), "missing"),
            (lambda: self.write(TOKEN, "another\n"), "it holds another token than this host has written"),
        ):
            by_hand()
            self.assertEqual(self.observe(), {TOKEN: found})
            report = self.apply(leader(generation=1))
            self.assertNotEqual(report["filesystem"]["token"], first)
            self.assertEqual(self.read(TOKEN), report["filesystem"]["token"] + "\n")
            self.assertEqual(self.observe(), {})
            first = report["filesystem"]["token"]
            self.apply(leader())

    def test_one_that_somebody_has_changed_stays_and_is_told(self):
        self.apply(leader(mounts=[]))
        self.write(TOKEN, "theirs\n")
        text = "FilesystemMetadata: %s was changed by someone else since and stays" % TOKEN
        self.assertEqual(self.undo()["left"], [text])
        self.assertEqual(self.read(TOKEN), "theirs\n")

    def test_the_directory_is_made_where_glance_has_not_made_it_yet(self):
        os.rmdir(self.root + IMAGES)
        before = self.picture()
        self.apply(leader(mounts=[], settings=[], directLoading=None))
        if os.getuid() == 0:
            self.assertEqual(os.stat(self.root + IMAGES).st_uid, 64062)
        self.undo()
        self.assertEqual(self.picture(), before)

    def test_a_volume_that_answers_no_more_does_not_keep_the_stack_on_the_host(self):
        from glance_host.files import snapshot
        from harness import document as empty

        self.run_here(leader(mounts=[]))
        real = snapshot.take

        def dead(system, path):
            if path == TOKEN:
                raise OSError(107, "Transport endpoint is not connected")
            return real(system, path)

        with mock.patch("glance_host.files.snapshot.take", dead):
            report = self.run_here(empty(), undoing=True)
        text = "FilesystemMetadata: %s cannot be removed: Transport endpoint is not connected"
        self.assertEqual(report["left"], [text % TOKEN])
        self.assertFalse(self.exists(LEDGER))

    def test_where_root_is_nobody_the_owner_writes_looks_and_removes(self):
        from glance_host.files import snapshot

        if os.getuid() != 0:
            self.skipTest("only root has owners to act as")
        acted = []

        def squashed(action):
            def run(system, path, *rest):
                if path == TOKEN and os.geteuid() == 0:
                    raise PermissionError(13, "Permission denied")
                if path == TOKEN:
                    acted.append(os.geteuid())
                return action(system, path, *rest)

            return run

        os.chown(self.root + IMAGES, 64062, 64062)
        self.reach(IMAGES)
        with mock.patch("glance_host.files.snapshot.write", squashed(snapshot.write)):
            with mock.patch("glance_host.files.snapshot.take", squashed(snapshot.take)):
                self.run_here(leader(mounts=[]))
                self.assertTrue(self.exists(TOKEN))
                self.assertFalse(self.run_here(leader(mounts=[]))["changed"])
                self.run_here(document(), undoing=True)
        self.assertFalse(self.exists(TOKEN))
        self.assertEqual(set(acted), {64062})

    def test_acting_as_somebody_ends_with_the_block(self):
        from glance_host.system import as_owner

        if os.getuid() != 0:
            self.skipTest("only root can")
        with self.assertRaises(ValueError):
            with as_owner.acting_as(64062, 64063):
                self.assertEqual((os.geteuid(), os.getegid()), (64062, 64063))
                raise ValueError
        self.assertEqual((os.geteuid(), os.getegid()), (0, 0))

    def reach(self, path):
        """Lets any user go as far as the host's path."""
        place = self.root + path
        while place != os.path.dirname(self.folder):
            os.chmod(place, os.stat(place).st_mode | 0o011)
            place = os.path.dirname(place)


class Sharing(LocalImages):
    VALUE = "0123456789abcdef0123456789abcdef"

    def test_a_host_that_sees_the_very_token_is_let_in(self):
        self.on_volume(os.path.basename(TOKEN), self.VALUE + "\n")
        before = self.picture()
        report = self.apply(compute(self.VALUE))
        self.assertIsNone(report["filesystem"])
        self.assertEqual(
            report["directLoading"],
            {"inForce": True, "entry": "images", "id": ID, "mountPoint": IMAGES},
        )
        self.assertEqual(self.nova()[("image_file_url:images", "id")], ID)
        self.assertFalse(self.apply(compute(self.VALUE))["changed"])
        self.assertEqual(self.observe(), {})
        self.undo()
        self.assertEqual(self.picture(), before)
        self.assertEqual(self.volume(), [os.path.basename(TOKEN)], "it is not this host's")

    def test_another_file_system_of_the_same_name_is_refused_and_unmounted_again(self):
        words = (
            "ComputeDirectAccess: %s: it is on another file system than image1's" % IMAGES,
            "this host does not see the token that image1 wrote in " + TOKEN,
            "\ndf %s\npulumi up --refresh\n" % IMAGES,
        )
        self.refused(compute(self.VALUE), *words)
        self.on_volume(os.path.basename(TOKEN), "f" * 32 + "\n")
        self.refused(compute(self.VALUE), *words)
        self.assertNotIn(IMAGES, self.state()["mounts"])

    def test_an_image_host_is_held_against_the_first_one_as_well(self):
        self.refused(
            document(metadata=metadata(fixed=True), sharing=sharing(self.VALUE, "/")),
            "another file system than image1's (here mounted at /)",
        )
        self.write(TOKEN, self.VALUE + "\n")
        report = self.apply(document(metadata=metadata(fixed=True), sharing=sharing(self.VALUE, "/")))
        self.assertEqual(report["filesystem"], {"id": ID, "mountPoint": "/", "token": None})

    def test_another_mount_point_is_refused_with_both(self):
        self.write(TOKEN, self.VALUE + "\n")
        self.refused(
            compute(self.VALUE, mounts=[]),
            "its file system is mounted at / here, and at %s on image1" % IMAGES,
        )

    def test_a_directory_that_cannot_be_looked_into_is_refused_with_the_reason(self):
        os.makedirs(self.root + TOKEN)
        self.refused(compute(self.VALUE, mounts=[]), "(Is a directory)")

    def test_a_file_system_that_was_exchanged_since_is_drift(self):
        self.write(TOKEN, self.VALUE + "\n")
        wanted = compute(self.VALUE, mounts=[], sharing=sharing(self.VALUE, "/"))
        self.apply(wanted)
        os.unlink(self.root + TOKEN)
        found = self.observe()
        self.assertEqual(list(found), [IMAGES])
        self.assertIn("another file system than image1's", found[IMAGES])

    def test_nothing_is_looked_at_where_the_first_image_host_wrote_no_token(self):
        report = self.apply(compute(None, mounts=[], directLoading=None))
        self.assertIsNone(report["directLoading"])
        self.assertEqual(self.nova()[("image_file_url:images", "mountpoint")], IMAGES)


class DirectImageAccess(LocalImages):
    """What Nova reads, on the first image host that computes, too (5.4.9: one node for both)."""

    def one_host(self, **parts):
        return leader(mounts=[], token=None, **parts)

    def test_a_host_of_both_roles_writes_what_it_has_found_itself(self):
        before = self.picture()
        report = self.apply(leader())
        self.assertEqual(self.nova()[("image_file_url:images", "id")], ID)
        self.assertEqual(self.nova()[("image_file_url:images", "mountpoint")], IMAGES)
        self.assertEqual(self.nova()[("image_file_url", "filesystems")], "images")
        self.assertTrue(report["directLoading"]["inForce"])
        self.assertEqual(
            {report["filesystem"]["id"], json.loads(self.read(metadata()["path"]))["id"]}, {ID}
        )
        self.undo()
        self.assertEqual(self.picture(), before)

    def test_an_id_that_the_host_has_already_is_the_one_in_both_files(self):
        other = "99999999-8888-7777-6666-555555555555"
        self.write(metadata()["path"], '{"id": "%s", "mountpoint": "/"}' % other)
        self.apply(self.one_host())
        self.assertEqual(self.nova()[("image_file_url:images", "id")], other)

    def test_others_schemes_and_file_systems_stay(self):
        theirs = "[glance]\nallowed_direct_url_schemes = rbd\n[image_file_url]\nfilesystems = nfs\n"
        self.write(NOVA_CONF, theirs + "[image_file_url:nfs]\nid = 1\nmountpoint = /nfs\n")
        self.apply(self.one_host())
        nova = self.nova()
        self.assertEqual(nova[("glance", "allowed_direct_url_schemes")], "rbd,file")
        self.assertEqual(nova[("image_file_url", "filesystems")], "nfs,images")

    def test_what_keeps_nova_from_it_is_said_by_place_and_nothing_is_left(self):
        override = "/etc/nova/nova-compute.conf"
        for theirs, path, words in (
            (
                "[DEFAULT]\nallowed_direct_url_schemes = rbd\n",
                override,
                "%s [DEFAULT] allowed_direct_url_schemes: Nova uses no direct URL of the scheme "
                "file: this setting names rbd" % override,
            ),
            (
                "[image_file_url]\nfilesystems =\n",
                override,
                "%s [image_file_url] filesystems: Nova does not know the file system images: this "
                "setting names nothing" % override,
            ),
            (
                "[image_file_url:images]\nid = 4711\n",
                override,
                "%s [image_file_url:images] id: Nova reads 4711, and the Image service has %s"
                % (override, ID),
            ),
            (
                "[image_file_url:images]\nmountpoint = /srv\n",
                override,
                "mountpoint: Nova reads /srv, and the Image service has /.",
            ),
            (
                "[image_file_url]\nfilesystems = broken\n[image_file_url:broken]\nid = 1\n",
                NOVA_CONF,
                "%s [image_file_url:broken] mountpoint: the setting is missing, so Nova copies from "
                "no file system" % NOVA_CONF,
            ),
            (
                "[image_file_url]\nfilesystems = twin\n[image_file_url:twin]\nid = %s\n"
                "mountpoint = /srv\n" % ID,
                NOVA_CONF,
                "[image_file_url:twin] id: this id is that of the images' file system, and the "
                "mount point is another one (/srv)",
            ),
        ):
            with self.subTest(words):
                self.write(path, theirs)
                self.refused(self.one_host(), words)
                os.unlink(self.root + path)

    def test_what_the_distribution_sets_counts_where_nova_conf_says_nothing(self):
        dist = "/usr/share/nova/nova-dist.conf"
        self.write(dist, "[image_file_url]\nfilesystems = theirs\n")
        request = dict(direct_loading(), files=[dist, NOVA_CONF], entry=None)
        without = direct_settings()
        del without["set"]["image_file_url"]
        self.refused(
            self.one_host(settings=[without], directLoading=request),
            "%s [image_file_url] filesystems: Nova of this release finds no file system" % dist,
        )
        self.apply(self.one_host(directLoading=dict(request, entry="images")))

    def test_a_file_that_comes_to_override_it_is_drift(self):
        self.apply(self.one_host())
        self.write("/etc/nova/nova-compute.conf", "[image_file_url:images]\nid = 4711\n")
        what = "Nova reads 4711, and the Image service has %s" % ID
        self.assertEqual(self.observe(), {"nova-compute.conf [image_file_url:images] id": what})

    def test_a_key_of_ours_that_was_edited_is_told_once(self):
        self.apply(self.one_host())
        self.write(NOVA_CONF, self.read(NOVA_CONF).replace("id = " + ID, "id = 4711"), 0o640)
        expected = {"nova.conf [image_file_url:images] id": "4711, not %s" % ID}
        self.assertEqual(self.observe(), expected)
        self.assertTrue(self.apply(self.one_host(generation=1))["changed"])
        self.assertEqual(self.observe(), {})

    def test_what_novas_user_may_not_read_is_told_and_not_refused(self):
        image = IMAGES + "/0d6b9d3e-6a4b-4f0e-9d5e-2f3a4b5c6d7e"
        older = IMAGES + "/1d6b9d3e-6a4b-4f0e-9d5e-2f3a4b5c6d7e"
        self.write(image, "x")
        self.write(older, "x")
        os.utime(self.root + older, (1, 1))
        found = self.apply(self.one_host())["directLoading"]
        self.assertTrue(found["inForce"])
        self.set_state(unreadable=[older])
        self.assertTrue(self.apply(self.one_host())["directLoading"]["inForce"])
        for path, words in (
            (image, "the user nova may not read the newest image there"),
            (IMAGES, "the user nova may not look into " + IMAGES),
        ):
            self.set_state(unreadable=[path])
            found = self.apply(self.one_host())["directLoading"]
            self.assertFalse(found["inForce"])
            self.assertIn(words, found["why"])

    def test_a_directory_that_glance_has_yet_to_make_is_told(self):
        os.rmdir(self.root + IMAGES)
        found = self.apply(self.one_host())["directLoading"]
        self.assertEqual(found, {"inForce": False, "why": "there is no %s yet" % IMAGES})

    def test_a_user_that_does_not_exist_is_an_error_that_says_so(self):
        self.set_state(users=[])
        self.refused(self.one_host(), "user nova does not exist")

    def test_it_is_looked_at_before_nova_restarts(self):
        state = self.state()
        state["units"]["nova-compute.service"] = {"enabled": True, "active": True, "packaged": True}
        self.set_state(**state)
        nova = unit("nova-compute.service", [NOVA_CONF])
        self.assertEqual(self.apply(self.one_host(units=[nova]))["restarted"], [nova["name"]])
        self.undo()
        self.write("/etc/nova/nova-compute.conf", "[image_file_url:images]\nid = 4711\n")
        starts = self.state()["units"]["nova-compute.service"]["starts"]
        self.refused(self.one_host(units=[nova]), "Nova reads 4711")
        self.assertEqual(self.state()["units"]["nova-compute.service"]["starts"], starts)


class Permitted(unittest.TestCase):
    """What a user who may run this program only may ask for."""

    def refusals(self, **parts):
        from glance_host.cli import least_privilege

        return list(least_privilege.refusals(document(**parts)))

    def test_a_token_is_a_file_of_that_name_and_owner(self):
        self.assertEqual(self.refusals(token=token("/srv/a/.pulumi-glance-a"), sharing=sharing("0")), [])
        made = "/etc/systemd/system/no-such.service.d"
        self.assertEqual(self.refusals(token=token(made + "/.pulumi-glance-a")), ["folder " + made])
        self.assertEqual(self.refusals(token=token("/etc/shadow")), ["file /etc/shadow"])
        walk = "/srv/../etc/.pulumi-glance-a"
        self.assertEqual(self.refusals(token=token(walk)), ["file " + walk])
        for other in ({"owner": "root"}, {"group": "root"}, {"mode": "0666"}):
            self.assertEqual(len(self.refusals(token=dict(token(), **other))), 1)
        elsewhere = dict(sharing("0"), token={"path": "/etc/shadow", "value": "0"})
        self.assertEqual(self.refusals(sharing=elsewhere), ["file /etc/shadow"])

    def test_of_novas_files_only_what_is_no_secret_is_told(self):
        self.assertEqual(self.refusals(directLoading=direct_loading()), [])
        secret = [{"section": "database", "key": "connection"}]
        asked = dict(direct_loading(), files=["/etc/keystone/keystone.conf"], schemes=secret)
        self.assertEqual(
            self.refusals(directLoading=asked),
            ["reading /etc/keystone/keystone.conf", "reading Nova's key connection"],
        )


if __name__ == "__main__":
    unittest.main()
