"""Packages, mounts, file system metadata, firewall, units: each with what it refuses."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import unittest

from harness import (
    API_CONF,
    ORIGINAL,
    PACKAGES,
    RULES,
    SAVED,
    STACK,
    HostTest,
    PROGRAM,
    document,
    full_document,
    gluster,
    managed,
    metadata,
    opening,
    settings,
    unit,
    sources,
)


def package(name):
    return {"name": name, "component": "Tls"}


class Packages(HostTest):
    def test_what_is_installed_stays_and_none_of_its_services_ever_starts(self):
        before = self.picture()
        report = self.apply(document(packages=[package("haproxy"), package("crudini")]))
        self.assertEqual(report["changes"], ["Tls: package haproxy installed"])
        self.assertEqual(self.haproxy(), (False, False))
        report = self.undo()
        self.assertEqual(report["left"], ["Tls: packages stay installed: haproxy, liblua"])
        self.assertEqual(self.haproxy(), (False, False))
        self.assert_undone(before, ["haproxy", "liblua"])

    def haproxy(self):
        service = self.state()["units"]["haproxy.service"]
        return service["enabled"], service["active"]

    def test_a_service_that_came_along_and_is_wanted_runs_as_long_as_it_is(self):
        self.apply(document(packages=[package("haproxy")], units=[unit("haproxy.service")]))
        self.assertEqual(self.haproxy(), (True, True))
        self.undo()
        self.assertEqual(self.haproxy(), (False, False))

    def test_a_component_that_leaves_is_told_of_its_own_packages_only(self):
        gluster_client = {"name": "glusterfs-client", "component": "GlusterMount"}
        both = document(packages=[package("haproxy"), gluster_client])
        self.apply(both)
        report = self.apply(document(packages=[package("haproxy")]))
        self.assertEqual(
            report["left"], ["GlusterMount: packages stay installed: glusterfs-client"]
        )
        self.assertIn("glusterfs-client", self.state()["packages"])
        self.assertEqual(self.apply(document(packages=[package("haproxy")]))["left"], [])
        left = self.undo()["left"]
        # What came along with both is told of with the last one.
        self.assertEqual(
            left,
            [
                "GlusterMount, Tls: packages stay installed: liblua",
                "Tls: packages stay installed: haproxy",
            ],
        )

    def test_a_package_that_somebody_has_removed_since_is_not_said_to_stay(self):
        self.apply(document(packages=[package("haproxy")]))
        packages = self.state()["packages"]
        del packages["haproxy"]
        self.set_state(packages=packages)
        self.assertEqual(self.undo()["left"], ["Tls: packages stay installed: liblua"])

    def test_what_a_failed_transaction_has_installed_goes_with_it(self):
        before = self.picture()
        missing = unit("nova-compute.service")
        code, _, _ = self.try_apply(document(packages=[package("haproxy")], units=[missing]))
        self.assertEqual(code, 1)
        self.assertEqual(self.picture(), before)

    def test_what_a_failed_transaction_has_installed_stays_where_others_have_come_to_need_it(self):
        self.set_state(packages=dict(self.state()["packages"], theirs={"depends": ["liblua"]}))
        missing = unit("nova-compute.service")
        code, _, err = self.try_apply(document(packages=[package("haproxy")], units=[missing]))
        self.assertEqual(code, 1)
        text = "packages stay installed: haproxy, liblua, for theirs would go with them"
        self.assertIn("transaction: " + text, err)
        self.assertLessEqual({"haproxy", "liblua", "theirs"}, set(self.state()["packages"]))

    def test_what_cannot_be_removed_as_all_is_put_back_is_known_to_the_next_run(self):
        self.set_state(failing=["apt-get -o DPkg::Lock::Timeout=120 purge"])
        missing = unit("nova-compute.service")
        code, _, err = self.try_apply(document(packages=[package("haproxy")], units=[missing]))
        self.assertEqual(code, 3)
        text = "could not put back packages: transaction: packages haproxy, liblua: apt-get: made to fail"
        self.assertIn(text, err)
        self.set_state(failing=[])
        self.assertEqual(self.undo()["left"], ["Tls: packages stay installed: haproxy, liblua"])

    def test_lists_are_fetched_only_where_they_are_needed(self):
        self.apply(document(packages=[package("haproxy")]))
        self.assertFalse([line for line in self.calls("apt-get") if " update" in line])
        self.apply(document(packages=[package("glusterfs-client")]))
        self.assertTrue([line for line in self.calls("apt-get") if " update" in line])

    def test_an_unknown_package_is_an_error_that_says_what_to_try(self):
        before = self.picture()
        code, _, err = self.try_apply(document(packages=[package("nonesuch")]))
        self.assertEqual(code, 1)
        self.assertIn("Tls: package nonesuch: cannot be installed: E: Unable to locate", err)
        self.assertEqual(self.picture(), before)

    def test_a_mirror_that_does_not_answer_is_named_though_apt_calls_that_a_success(self):
        # As apt 2.6 writes it.
        gone = "W: Failed to fetch http://mirror.example/dists/x/InRelease  Could not connect"
        self.set_state(**{"apt warnings": gone + "\nW: Some index files failed to download.\n"})
        code, _, err = self.try_apply(document(packages=[package("nonesuch")]))
        self.assertEqual(code, 1)
        self.assertIn("E: Unable to locate package nonesuch / " + gone, err)

    def test_a_policy_of_the_administrator_is_left_alone(self):
        self.write("/usr/sbin/policy-rc.d", "#!/bin/sh\nexit 0\n", 0o755)
        self.apply(document(packages=[package("haproxy")]))
        self.assertEqual(self.read("/usr/sbin/policy-rc.d"), "#!/bin/sh\nexit 0\n")
        self.write("/usr/sbin/policy-rc.d", "", 0o644)
        before = self.picture()[0]["usr/sbin/policy-rc.d"]
        self.apply(document(packages=[package("haproxy"), package("glusterfs-client")]))
        self.assertEqual(self.picture()[0]["usr/sbin/policy-rc.d"], before)


class Mounts(HostTest):
    PLACE = "/var/lib/glance/images"

    def test_glance_is_bound_to_the_mount(self):
        self.apply(document(mounts=[gluster()], units=[unit()]))
        text = self.read(
            "/etc/systemd/system/glance-api.service.d/50-pulumi-glance-var-lib-glance-images.conf"
        )
        self.assertIn("RequiresMountsFor=%s\n" % self.PLACE, text)
        self.assertIn("AssertPathIsMountPoint=%s\n" % self.PLACE, text)
        self.assertEqual(self.state()["mounts"][self.PLACE], "storage:/images")

    def test_a_directory_with_files_is_never_covered(self):
        self.write(self.PLACE + "/an-image", "x")
        before = self.picture()
        code, _, err = self.try_apply(document(mounts=[gluster()], units=[unit()]))
        self.assertEqual(code, 1)
        self.assertIn("the directory is not empty (an-image …)", err)
        self.assertEqual(self.picture(), before)

    def test_another_mount_there_is_refused(self):
        self.set_state(mounts={"/": "/dev/sda1", self.PLACE: "other:/volume"})
        code, _, err = self.try_apply(document(mounts=[gluster()]))
        self.assertEqual(code, 1)
        self.assertIn("other:/volume is mounted there, not storage:/images", err)

    def test_an_operators_own_mount_is_adopted_and_stays(self):
        self.set_state(mounts={"/": "/dev/sda1", self.PLACE: "storage:images"})
        before = self.picture()
        self.apply(document(mounts=[gluster()], units=[unit()]))
        self.assertFalse(self.exists("/etc/systemd/system/var-lib-glance-images.mount"))
        self.undo()
        files, state = self.picture()
        self.assertEqual(state["mounts"], before[1]["mounts"])

    def test_a_missing_mount_point_is_made_and_removed(self):
        before = self.picture()
        self.apply(document(mounts=[gluster("/srv/a b/images-1")]))
        self.assertTrue(
            self.exists("/etc/systemd/system/srv-a\\x20b-images\\x2d1.mount"),
            os.listdir(self.root + "/etc/systemd/system"),
        )
        self.undo()
        self.assertEqual(self.picture(), before)

    def test_a_mount_that_moves_leaves_its_former_place(self):
        self.apply(document(mounts=[gluster()], units=[unit()]))
        self.apply(document(mounts=[gluster("/srv/images")], units=[unit()]))
        self.assertEqual(set(self.state()["mounts"]), {"/", "/srv/images"})
        self.assertTrue(self.state()["units"]["glance-api.service"]["active"])

    def test_a_mount_that_does_not_answer_keeps_all_as_it_is_also_where_it_goes_before_a_restart(self):
        """A restart would stop the service, and its assertion would keep it from starting again."""
        from glance_host.transaction import transaction

        mount = dict(mounts=[gluster()], units=[unit()])
        self.apply(document(settings=[settings({"DEFAULT": {"debug": "False"}})], **mount))
        before = self.picture()
        changed = document(settings=[settings({"DEFAULT": {"debug": "True"}})], **mount)
        for answers in (0, 1):
            with self.subTest(answers=answers), self.assertRaises(transaction.Failed) as caught:
                self.run_here(changed, system=self.loses_the_mount(answers))
            said = str(caught.exception)
            self.assertIn("GlusterMount: %s: storage:/images does not answer" % self.PLACE, said)
            self.assertEqual(caught.exception.unrestored, [])
            self.assertEqual(self.picture(), before)
            self.assertTrue(self.state()["units"]["glance-api.service"]["active"])
        self.run_here(changed)

    def loses_the_mount(self, answers):
        """A host whose df answers so many times, and then no more."""
        system = self.fake_system()
        run, left = system.run, [None] * answers

        def until_it_goes(argv, *arguments, **options):
            if argv[0] == "df" and not left:
                self.set_state(failing=["df "])
            elif argv[0] == "df":
                left.pop()
            done = run(argv, *arguments, **options)
            self.set_state(failing=[])
            return done

        system.run = until_it_goes
        return system

    def test_a_unit_that_cannot_be_ended_as_all_is_put_back_keeps_its_file_for_the_next_run(self):
        from glance_host.transaction import transaction

        mount, proxy = "var-lib-glance-images.mount", "haproxy-glance.service"
        for ending, what, name in (
            ("stop " + mount, self.PLACE, mount),
            ("disable " + mount, mount, mount),
            ("disable " + proxy, proxy, proxy),
            ("disable --now " + proxy, proxy, proxy),
        ):
            for next_one in ("undo", "apply"):
                with self.subTest(ending=ending, next=next_one):
                    before = self.picture()
                    restart = "systemctl restart glance-api.service haproxy-glance.service"
                    self.set_state(failing=[restart, "systemctl " + ending])
                    with self.assertRaises(transaction.Failed) as caught:
                        self.run_here(full_document())
                    unrestored = {text: str(error) for text, error in caught.exception.unrestored}
                    path = "/etc/systemd/system/" + name
                    self.assertIn("made to fail by the test", unrestored[what])
                    self.assertEqual(unrestored[path], "it stays with " + what)
                    self.assertTrue(self.exists(path))
                    self.set_state(failing=[])
                    if next_one == "apply":
                        self.run_here(full_document())
                    self.run_here(document(), undoing=True)
                    came = set(PACKAGES) - set(before[1]["packages"]) if next_one == "apply" else ()
                    self.assert_undone(before, came)

    def test_a_mount_whose_unit_has_lost_its_file_can_be_taken_away(self):
        before = self.picture()
        self.apply(document(mounts=[gluster()], units=[unit()]))
        os.unlink(self.root + "/etc/systemd/system/var-lib-glance-images.mount")
        state = self.state()
        state["units"]["var-lib-glance-images.mount"]["enabled"] = False
        self.set_state(**dict(state, loaded={}))
        self.undo()
        self.assertEqual(self.picture(), before)

    def test_unit_names_are_those_of_systemd_escape(self):
        from glance_host.mounts import unit_texts

        for path, name in {
            "/": "-",
            "/var/lib/x": "var-lib-x",
            "//a//b/": "a-b",
            "/a-b/c": "a\\x2db-c",
            "/.hidden/x": "\\x2ehidden-x",
            "/a.b": "a.b",
            "/ü": "\\xc3\\xbc",
        }.items():
            self.assertEqual(unit_texts.escape(path), name)


class Metadata(HostTest):
    PATH = "/etc/glance/filesystem.json"
    OTHER = "99999999-8888-7777-6666-555555555555"

    def metadata(self):
        return json.loads(self.read(self.PATH))

    def test_the_mount_point_is_found_as_df_does(self):
        report = self.apply(document(metadata=metadata()))
        self.assertEqual(self.metadata(), {"id": metadata()["id"], "mountpoint": "/"})
        self.apply(document(metadata=metadata(), mounts=[gluster()]))
        self.assertEqual(self.metadata()["mountpoint"], "/var/lib/glance/images")
        self.assertEqual(
            report["filesystem"], {"id": metadata()["id"], "mountPoint": "/", "token": None}
        )

    def test_an_id_that_the_host_has_is_kept(self):
        self.write(self.PATH, '{"id": "%s", "mountpoint": "/srv"}' % self.OTHER)
        before = self.picture()
        report = self.apply(document(metadata=metadata()))
        self.assertEqual(report["filesystem"]["id"], self.OTHER)
        self.undo()
        self.assertEqual(self.picture(), before)

    def test_a_file_that_is_good_is_not_touched(self):
        for text in (
            '{"mountpoint":"/","id":"%s","share_location":"x"}' % self.OTHER,
            '[{"id":"1","mountpoint":"/srv"},{"id":"%s","mountpoint":"/"}]' % self.OTHER,
        ):
            self.write(self.PATH, text)
            report = self.apply(document(metadata=metadata(self.OTHER, True)))
            self.assertEqual(report["filesystem"]["id"], self.OTHER)
            self.undo()
            self.assertIn(self.OTHER, self.read(self.PATH))

    def test_a_list_keeps_its_other_entries(self):
        self.write(self.PATH, '[{"id":"1","mountpoint":"/srv"}]')
        self.apply(document(metadata=metadata()))
        self.assertEqual(
            self.metadata(),
            [{"id": metadata()["id"], "mountpoint": "/"}, {"id": "1", "mountpoint": "/srv"}],
        )
        self.assertFalse(self.apply(document(metadata=metadata()))["changed"])

    def test_another_id_than_the_fixed_one_is_refused_with_both(self):
        self.write(self.PATH, '{"id": "%s", "mountpoint": "/"}' % self.OTHER)
        code, _, err = self.try_apply(document(metadata=metadata(fixed=True)))
        self.assertEqual(code, 1)
        self.assertIn(self.OTHER, err)
        self.assertIn(metadata()["id"], err)

    def test_a_file_that_glance_cannot_read_is_refused(self):
        for text in ("", "nonsense", "[1]", '{"id": 1, "mountpoint": "/"}', '"x"'):
            self.write(self.PATH, text)
            self.assertEqual(self.try_apply(document(metadata=metadata()))[0], 1)
            self.assertEqual(self.read(self.PATH), text)


class Firewall(HostTest):
    OURS = '--dports 9292 -m comment --comment "pulumi-glance %s" -j ACCEPT' % STACK

    def live(self, family="v4"):
        return self.state()["rules"][family]

    def saved(self, family="v4"):
        return self.read("/etc/iptables/rules." + family)

    def test_the_rule_comes_before_the_reject_live_and_saved_in_both_families(self):
        self.apply(document(firewall=[opening()]))
        for family in ("v4", "v6"):
            for lines in (self.live(family), self.saved(family).splitlines()):
                ours = [n for n, line in enumerate(lines) if line.endswith(self.OURS)]
                reject = [n for n, line in enumerate(lines) if "-j REJECT" in line]
                self.assertEqual([ours[0] + 1], reject)
                self.assertEqual(len(ours), 1)
        self.undo()
        self.assertEqual((self.live(), self.saved()), (RULES, SAVED))

    def test_a_chain_that_leads_to_a_drop_counts(self):
        lines = RULES[:3] + [
            "-N a",
            "-N b",
            "-A INPUT -i lo -j ACCEPT",
            "-A INPUT -j LOG",
            "-A INPUT -j a",
            "-A INPUT -j REJECT",
            "-A a -j b",
            "-A b -s 10.0.0.0/8 -j DROP",
        ]
        self.set_state(rules={"v4": lines, "v6": lines})
        self.apply(document(firewall=[opening()]))
        after = self.live()
        self.assertTrue(after[after.index("-A INPUT -j a") - 1].endswith(self.OURS))

    def test_sources_go_to_their_own_family(self):
        self.apply(document(firewall=[opening(sources=["10.0.0.0/24", "fd00::/8"])]))
        for family, source in (("v4", "10.0.0.0/24"), ("v6", "fd00::/8")):
            ours = [line for line in self.live(family) if line.endswith(self.OURS)]
            self.assertEqual(len(ours), 1)
            self.assertIn("-s %s -p tcp" % source, ours[0])

    def test_a_changed_port_replaces_the_rule(self):
        self.apply(document(firewall=[opening()]))
        self.apply(document(firewall=[opening(9393)]))
        self.assertEqual(len(self.live()), len(RULES) + 1)
        self.assertIn("--dports 9393", "\n".join(self.live()))
        self.assertNotIn("9292", "\n".join(self.live()) + self.saved())

    def test_an_equal_rule_of_somebody_else_is_good_enough_and_stays(self):
        theirs = "-A INPUT -p tcp -m tcp --dport 9292 -j ACCEPT"
        lines = RULES[:4] + [theirs] + RULES[4:]
        self.set_state(rules={"v4": lines, "v6": lines})
        self.apply(document(firewall=[opening()]))
        self.assertEqual(self.live(), lines)
        self.undo()
        self.assertEqual(self.live(), lines)
        self.assertEqual(self.saved(), SAVED)

    def test_a_rule_of_ours_that_somebody_moved_behind_the_reject_is_put_right(self):
        self.apply(document(firewall=[opening()]))
        lines = self.live()
        ours = lines.pop(-2)
        self.set_state(rules={"v4": lines + [ours], "v6": self.live("v6")})
        self.apply(document(firewall=[opening()]))
        self.assertEqual(self.live(), lines[:-1] + [ours] + lines[-1:])

    def test_transient_rules_are_not_saved_and_foreign_tables_stay(self):
        self.set_state(rules={"v4": RULES[:3] + ["-A INPUT -s 1.2.3.4/32 -j DROP"], "v6": RULES})
        self.apply(document(firewall=[opening()]))
        self.assertNotIn("1.2.3.4", self.saved())
        self.assertIn("*nat\n:PREROUTING", self.saved())

    def test_a_missing_saved_file_is_made_and_taken_away(self):
        os.unlink(self.root + "/etc/iptables/rules.v6")
        self.apply(document(firewall=[opening()]))
        self.assertIn(self.OURS, self.saved("v6"))
        self.undo()
        self.assertFalse(self.exists("/etc/iptables/rules.v6"))

    def test_a_host_that_blocks_but_keeps_its_rules_nowhere_is_refused(self):
        for family in ("v4", "v6"):
            os.unlink(self.root + "/etc/iptables/rules." + family)
        os.rmdir(self.root + "/etc/iptables")
        code, _, err = self.try_apply(document(firewall=[opening()]))
        self.assertEqual(code, 1)
        self.assertIn("iptables-persistent", err)
        self.set_state(rules={"v4": RULES[:3], "v6": RULES[:3]})
        self.apply(document(firewall=[opening()]))
        self.assertEqual(len(self.live()), 4)

    def test_red_hat_keeps_its_rules_elsewhere(self):
        for family in ("v4", "v6"):
            os.unlink(self.root + "/etc/iptables/rules." + family)
        os.rmdir(self.root + "/etc/iptables")
        self.write("/etc/sysconfig/iptables", SAVED)
        self.write("/etc/sysconfig/ip6tables", SAVED)
        before = self.picture()
        self.apply(document(firewall=[opening()]))
        self.assertIn(self.OURS, self.read("/etc/sysconfig/ip6tables"))
        self.undo()
        self.assertEqual(self.picture(), before)


class Units(HostTest):
    def test_a_unit_that_does_not_exist_is_refused(self):
        code, _, err = self.try_apply(document(units=[unit("nova-compute.service")]))
        self.assertEqual(code, 1)
        self.assertIn("FirewallRule: nova-compute.service: there is no such unit", err)

    def test_a_stopped_and_disabled_unit_is_so_again_after_undo(self):
        self.set_state(units={"glance-api.service": {"enabled": False, "active": False, "packaged": True}})
        self.apply(document(units=[unit()]))
        service = self.state()["units"]["glance-api.service"]
        self.assertEqual((service["enabled"], service["active"]), (True, True))
        self.undo()
        service = self.state()["units"]["glance-api.service"]
        self.assertEqual((service["enabled"], service["active"]), (False, False))

    def test_a_unit_that_was_given_back_runs_again_when_a_later_one_fails(self):
        self.set_state(units={"glance-api.service": {"enabled": False, "active": False, "packaged": True}})
        self.apply(full_document())
        self.set_state(broken=["haproxy-glance.service"])
        wanted = full_document()
        wanted["files"][0]["content"] = "frontend two\n"
        wanted["units"] = wanted["units"][1:]
        code, _, err = self.try_apply(wanted)
        self.assertEqual(code, 3, err)
        self.assertIn("could not put back haproxy-glance.service", err)
        for verb in ("disable", "stop"):
            self.assertIn("systemctl %s glance-api.service" % verb, self.calls())
        service = self.state()["units"]["glance-api.service"]
        self.assertEqual((service["enabled"], service["active"]), (True, True))

    def test_a_unit_that_does_not_start_puts_everything_back_and_tells_its_words(self):
        before = self.picture()
        self.set_state(broken=["haproxy-glance.service"], journal="cannot bind socket pa$$ word;'%")
        code, _, err = self.try_apply(full_document())
        self.assertEqual(code, 1)
        self.assertIn("haproxy-glance.service: systemd could not restart it", err)
        self.assertIn("cannot bind socket [secret]", err)
        self.assertIn("everything on this host was put back", err)
        state = self.state()
        state.pop("broken"), state.pop("journal")
        with open(self.state_path, "w") as file:
            json.dump(state, file)
        self.assertEqual(self.picture(), before)

    def test_a_failure_in_putting_back_is_told_and_the_rest_is_still_put_back(self):
        self.set_state(failing=["systemctl restart", "iptables -w -D"])
        code, _, err = self.try_apply(full_document())
        self.assertEqual(code, 3)
        self.assertIn("could not put back rule of iptables", err)
        self.assertEqual(self.read(API_CONF), ORIGINAL)
        self.assertFalse(self.exists("/etc/haproxy-glance"))


class Ending(HostTest):
    def test_a_second_transaction_waits_and_then_says_who_is_there(self):
        from glance_host.system import system
        from glance_host.transaction import lock

        with lock.Lock(system.System(self.root), "other", 1):
            wanted = document(settings=[settings({"DEFAULT": {"a": "b"}})])
            code, _, err = self.try_apply(wanted, limits=["--lock-limit", "0.3"])
        self.assertEqual(code, 1)
        self.assertIn("process %d, stack other" % os.getpid(), err)
        self.assertEqual(os.listdir(self.root + "/run/lock"), [])

    def test_a_signal_puts_everything_back(self):
        before = self.picture()
        slow = os.path.join(self.folder, "bin", "systemctl")
        with open(slow) as file:
            first, rest = file.read().split("\n", 1)
        waiting = os.path.join(self.folder, "waiting")
        with open(slow, "w") as file:
            wait = 'if [[ " $* " == *" restart "* && ! -e %s ]]; then : >%s; sleep 600; fi' % (waiting, waiting)
            file.write("\n".join([first, wait, rest]))
        process = subprocess.Popen(
            [sys.executable, PROGRAM, "apply"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.environment,
        )
        process.stdin.write(json.dumps(full_document()).encode())
        process.stdin.close()
        while not os.path.exists(waiting):
            self.assertIsNone(process.poll(), "it ended before it restarted anything")
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        err = process.stderr.read().decode()
        # Nobody has waited for the 600 s of the command's own end.
        self.assertEqual((process.wait(300), process.stdout.read()), (1, b""), err)
        process.stdout.close(), process.stderr.close()
        self.assertIn("interrupted by SIGTERM", err)
        self.assertEqual(self.picture(), before)


class Sources(unittest.TestCase):
    def test_all_of_the_program_is_python_3_6_and_short(self):
        import ast

        for name in sources():
            if name.endswith("__init__.py"):
                continue  # a room, without a word of its own
            with open(os.path.join(PROGRAM, name)) as file:
                text = file.read()
            tree = ast.parse(text, name, feature_version=(3, 6))
            self.assertTrue(ast.get_docstring(tree), name)
            self.assertLessEqual(len(text.splitlines()), 260, name)
            # Newer than 3.6, and no matter of syntax.
            self.assertIsNone(re.search(r"capture_output=|\btext=True|removeprefix|removesuffix", text), name)


if __name__ == "__main__":
    unittest.main()
