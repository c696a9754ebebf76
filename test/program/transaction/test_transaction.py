"""Apply, apply again, change, take away, undo: on a whole host."""

import os
import sys
import zipfile
import json
import base64
import hashlib
import zlib

from harness import (
    API_CONF,
    ORIGINAL,
    PACKAGES,
    PROGRAM,
    STACK,
    HostTest,
    document,
    full_document,
    managed,
    settings,
    sources,
    unit,
)


class Transaction(HostTest):
    def test_all_parts_at_once_are_applied_and_undo_gives_back_every_byte(self):
        before = self.picture()
        report = self.apply(full_document())
        self.assertEqual(report["restarted"], ["glance-api.service", "haproxy-glance.service"])
        self.assertEqual(report["filesystem"]["mountPoint"], "/var/lib/glance/images")
        self.assertIn("connection = mysql://glance:pa$$ word;'%@db/glance", self.read(API_CONF))
        ledger = "/var/lib/pulumi-glance/%s/ledger.json" % STACK
        self.assertEqual(os.stat(self.root + ledger).st_mode & 0o777, 0o600)
        self.assertEqual(os.stat(os.path.dirname(self.root + ledger)).st_mode & 0o777, 0o700)
        report = self.undo()
        self.assert_undone(before, PACKAGES)
        self.assertEqual(report["left"], ["Tls: packages stay installed: haproxy, liblua"])
        self.assertEqual(self.calls("apt-get purge"), [])

    def test_a_second_run_changes_and_restarts_nothing(self):
        self.apply(full_document())
        before = self.picture()
        self.forget_calls()
        report = self.apply(full_document())
        self.assertEqual((report["changed"], report["changes"], report["restarted"]), (False, [], []))
        self.assertEqual(self.picture(), before)
        verbs = {line.split()[1] for line in self.calls("systemctl")}
        self.assertEqual(verbs, {"show"})

    def test_a_change_restarts_only_who_reads_it(self):
        self.apply(full_document())
        changed = full_document()
        changed["settings"][0]["set"]["DEFAULT"]["bind_port"]["value"] = "9393"
        report = self.apply(changed)
        self.assertEqual(report["restarted"], ["glance-api.service"])
        self.assertEqual(len(report["changes"]), 1)

    def test_a_unit_that_can_reloads_and_restarts_only_for_its_own_file(self):
        self.apply(full_document())
        changed = full_document()
        changed["files"][0]["content"] = "frontend two\n"
        starts = self.state()["units"]["haproxy-glance.service"]["starts"]
        report = self.apply(changed)
        self.assertEqual(report["restarted"], [])
        reloaded = "FirewallRule: haproxy-glance.service reloaded"
        written = "Tls: /etc/haproxy-glance/haproxy.cfg changed"
        self.assertEqual(report["changes"], [written, reloaded])
        proxy = self.state()["units"]["haproxy-glance.service"]
        self.assertEqual((proxy["starts"], proxy["reloads"]), (starts, 1))
        changed["files"][1]["content"] = "[Service]\nRestart=always\n"
        self.assertEqual(self.apply(changed)["restarted"], ["haproxy-glance.service"])

    def test_a_reload_that_is_refused_puts_the_former_files_back(self):
        self.apply(full_document())
        before = self.picture()
        changed = full_document()
        changed["files"][0]["content"] = "frontend two\n"
        self.set_state(failing=["systemctl reload haproxy-glance.service"])
        code, _, err = self.try_apply(changed)
        self.assertEqual(code, 1)
        self.assertIn("haproxy-glance.service: systemd could not reload it", err)
        self.assertEqual(self.picture(), before)
        self.assertEqual(self.state()["units"]["haproxy-glance.service"]["reloads"], 1)

    def test_a_part_that_is_taken_away_leaves_nothing(self):
        self.apply(full_document())
        report = self.apply(full_document(files=[], units=[unit()]))
        self.assertIn("FirewallRule: haproxy-glance.service stopped and disabled", report["changes"])
        self.assertFalse(self.exists("/etc/haproxy-glance"))
        self.assertFalse(self.exists("/etc/systemd/system/haproxy-glance.service"))

    def test_undo_without_a_ledger_has_nothing_to_do(self):
        before = self.picture()
        self.assertFalse(self.undo()["changed"])
        self.assertEqual(self.picture(), before)

    def test_two_stacks_share_a_host(self):
        before = self.picture()
        self.apply(document(settings=[settings({"DEFAULT": {"one": "1"}})]))
        first = self.read(API_CONF)
        self.apply(document(stack="other", settings=[settings({"DEFAULT": {"two": "2"}})]))
        self.assertEqual(self.run_program("undo", "other")[0], 0)
        self.assertEqual(self.read(API_CONF), first)
        self.undo()
        self.assertEqual(self.picture(), before)

    def test_a_former_file_comes_back_with_its_mode(self):
        self.write("/etc/haproxy-glance/a.cfg", "theirs\n", 0o604)
        before = self.picture()
        self.apply(document(files=[managed("/etc/haproxy-glance/a.cfg", "ours\n")]))
        self.assertEqual(os.stat(self.root + "/etc/haproxy-glance/a.cfg").st_mode & 0o777, 0o640)
        self.undo()
        self.assertEqual(self.picture(), before)

    def test_a_file_that_someone_changed_after_us_stays(self):
        self.apply(document(files=[managed("/etc/haproxy-glance/a.cfg", "ours\n")]))
        self.write("/etc/haproxy-glance/a.cfg", "theirs\n")
        code, _, err = self.run_program("undo", STACK)
        self.assertEqual(code, 0)
        self.assertIn("changed by someone else since and stays", err)
        self.assertEqual(self.read("/etc/haproxy-glance/a.cfg"), "theirs\n")

    def test_a_link_is_followed(self):
        self.write("/srv/real.conf", ORIGINAL)
        os.unlink(self.root + API_CONF)
        os.symlink(self.root + "/srv/real.conf", self.root + API_CONF)
        before = self.picture()
        self.apply(document(settings=[settings({"DEFAULT": {"one": "1"}})]))
        self.assertTrue(os.path.islink(self.root + API_CONF))
        self.assertIn("one = 1", self.read("/srv/real.conf"))
        self.undo()
        self.assertEqual(self.picture(), before)


class Calls(HostTest):
    """How the program is called."""

    def packed(self, name="program.pyz"):
        archive = os.path.join(self.folder, name)
        with zipfile.ZipFile(archive, "w") as file:
            for each in sources():
                file.write(os.path.join(PROGRAM, each), each)
        with open(archive, "rb") as file:
            return archive, hashlib.sha256(file.read()).hexdigest()

    def test_an_archive_applies_only_what_is_for_it_and_removes_itself_on_undo(self):
        name = ".pulumi-glance-%s.pyz" % STACK
        archive, digest = self.packed(name)
        alice = "alice:x:1001:1001::/home/alice:/bin/sh\n"
        self.write("/etc/passwd", self.read("/etc/passwd") + alice)
        self.write("/home/alice/.profile", "")
        before = self.picture()
        wanted = document(program="0" * 64, settings=[settings({"DEFAULT": {"one": "1"}})])
        code, report, err = self.try_apply(wanted, program=archive)
        self.assertEqual((code, report), (2, None))
        self.assertIn("is not the one that the document is for", err)
        self.assertEqual(self.picture(), before)
        self.assertTrue(self.apply(dict(wanted, program=digest), program=archive)["changed"])
        self.write("/home/alice/" + name, "of the login that the stack had before")
        self.assertEqual(self.run_program("undo", STACK, program=archive)[0], 0)
        self.assertEqual(self.picture(), before)
        self.assertFalse(os.path.exists(archive))

    def test_a_deflated_document_is_read(self):
        text = json.dumps(document(settings=[settings({"DEFAULT": {"one": "ü"}})])).encode()
        stdin = base64.b64encode(zlib.compress(text))
        self.assertEqual(self.run_program("apply", stdin=stdin)[0], 0)
        self.assertIn("one = ü", self.read(API_CONF))

    def test_bad_requests_are_refused_and_change_nothing(self):
        before = self.picture()
        text = base64.b64encode(zlib.compress(json.dumps(document()).encode()))
        for stdin in (
            b"",
            b"nonsense!",
            b"{",
            b"[]",
            text[: len(text) // 2],
            json.dumps(document(format=2)).encode(),
            json.dumps(document(stack="../x")).encode(),
            json.dumps(document(stack="a/b")).encode(),
            b'{"format": 1, "host": "h", "stack": "s", "password": "gehe!m',
        ):
            code, report, err = self.run_program("apply", stdin=stdin)
            self.assertEqual((code, report, len(err.splitlines())), (2, None, 1), (stdin, err))
            self.assertNotIn("gehe!m", err)
        self.assertEqual(self.run_program("apply", "now")[0], 2)
        self.assertEqual(self.run_program("undo")[0], 2)
        self.assertEqual(self.run_program("undo", "../x")[0], 2)
        self.assertEqual(self.picture(), before)

    def test_help_is_for_reading(self):
        code, _, err = self.run_program("--help")
        self.assertEqual((code, err), (0, ""))
