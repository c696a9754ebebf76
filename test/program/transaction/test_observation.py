"""What an observation finds of a host, and that it changes nothing."""

import json
import os

from harness import API_CONF, ORIGINAL, RULES, STACK, HostTest, full_document, settings

LEDGER = "/var/lib/pulumi-glance/%s/ledger.json" % STACK


def secret_document(**parts):
    """The full document, its connection marked as the secret that it is."""
    wanted = full_document(**parts)
    wanted["settings"][0]["set"]["database"]["connection"]["secret"] = True
    return wanted


class Observation(HostTest):
    def observe(self):
        code, report, err = self.run_program("observe", STACK)
        self.assertEqual(code, 0, err)
        return report["drift"]

    def edit(self, path, before, after):
        text = self.read(path)
        self.assertIn(before, text)
        status = os.stat(self.root + path)
        self.write(path, text.replace(before, after), status.st_mode & 0o7777)
        os.chown(self.root + path, status.st_uid, status.st_gid)

    def drifted(self, change):
        """What is found after a change by hand; the next transaction then puts it right."""
        self.apply(secret_document())
        change()
        before = self.picture()
        found = self.observe()
        self.assertEqual(self.picture(), before, "an observation changes nothing")
        self.apply(secret_document(generation=1))
        self.assertEqual(self.observe(), {}, "repaired")
        return found

    def test_a_host_that_nobody_touched_has_no_drift_ten_times(self):
        self.apply(secret_document())
        for _ in range(10):
            self.assertEqual(self.observe(), {})

    def test_a_key_with_another_value_is_shown_with_both(self):
        found = self.drifted(lambda: self.edit(API_CONF, "bind_port = 9292", "bind_port = 9999"))
        self.assertEqual(found, {"glance-api.conf [DEFAULT] bind_port": "9999, not 9292"})

    def test_repaired_drift_leaves_no_trace_after_undo(self):
        before = self.picture()
        self.drifted(lambda: self.edit(API_CONF, "bind_port = 9292", "bind_port = 9999"))
        self.undo()
        self.assertEqual(self.read(API_CONF), ORIGINAL)
        self.assertEqual(self.picture()[0].keys(), before[0].keys())

    def test_a_secret_key_is_only_said_to_differ(self):
        found = self.drifted(lambda: self.edit(API_CONF, "word;'%@db", "other@db"))
        self.assertEqual(found, {"glance-api.conf [database] connection": "differs"})

    def test_keys_that_went_or_stand_twice_or_came_back_are_found(self):
        def change():
            self.edit(API_CONF, "bind_host = 0.0.0.0\n", "")
            self.edit(API_CONF, "bind_port = 9292\n", "bind_port = 9292\nbind_port = 1\n")
            self.edit(API_CONF, "[keystone_authtoken]\n", "[keystone_authtoken]\nadmin_user = x\n")

        found = self.drifted(change)
        self.assertEqual(
            found,
            {
                "glance-api.conf [DEFAULT] bind_host": "missing",
                "glance-api.conf [DEFAULT] bind_port": "it is set 2 times",
                "glance-api.conf [keystone_authtoken] admin_user": (
                    "somebody has set it again; this release reads another name"
                ),
            },
        )

    def test_modes_of_edited_and_of_own_files_are_found(self):
        def change():
            os.chmod(self.root + API_CONF, 0o644)
            os.chmod(self.root + "/etc/haproxy-glance/haproxy.cfg", 0o666)

        found = self.drifted(change)
        self.assertEqual(
            found,
            {
                "/etc/glance/glance-api.conf mode": "0644, not 0640",
                "/etc/haproxy-glance/haproxy.cfg mode": "0666, not 0640",
            },
        )
        self.assertEqual(os.stat(self.root + API_CONF).st_mode & 0o777, 0o640)

    def test_files_that_went_or_changed_are_found(self):
        def change():
            self.write("/etc/haproxy-glance/haproxy.cfg", "frontend other\n", 0o640)
            os.unlink(self.root + "/etc/glance/filesystem.json")
            os.unlink(self.root + "/etc/glance/swift.conf")

        found = self.drifted(change)
        self.assertEqual(found["/etc/haproxy-glance/haproxy.cfg"], "content differs")
        self.assertEqual(found["/etc/glance/filesystem.json"], "missing")
        self.assertEqual(found["/etc/glance/swift.conf"], "missing")

    def test_a_rule_that_went_is_found_live_and_saved(self):
        def change():
            self.set_state(rules={"v4": list(RULES), "v6": self.state()["rules"]["v6"]})
            lines = self.read("/etc/iptables/rules.v6").splitlines(True)
            kept = [line for line in lines if "9292" not in line]
            self.write("/etc/iptables/rules.v6", "".join(kept))

        found = self.drifted(change)
        what = "no rule opens port 9292 to all before the first rule that rejects"
        self.assertEqual(found, {"iptables INPUT": what, "/etc/iptables/rules.v6": what})

    def test_a_mount_that_went_and_units_that_stopped_are_found(self):
        def change():
            self.unmount("/var/lib/glance/images")
            state = self.state()
            state["units"]["haproxy-glance.service"]["active"] = False
            state["units"]["glance-api.service"]["enabled"] = False
            self.set_state(**state)

        found = self.drifted(change)
        self.assertEqual(found["mount /var/lib/glance/images"], "not mounted")
        self.assertEqual(found["unit haproxy-glance.service"], "not running")
        self.assertEqual(found["unit glance-api.service"], "not enabled: not started at boot")

    def test_a_package_that_was_removed_is_found(self):
        def change():
            state = self.state()
            del state["packages"]["haproxy"]
            self.set_state(packages=state["packages"])

        self.assertEqual(self.drifted(change)["package haproxy"], "not installed")

    def test_a_transaction_that_was_cut_off_is_found(self):
        self.apply(secret_document())
        ledger = json.loads(self.read(LEDGER))
        ledger["pending"] = [API_CONF]
        self.write(LEDGER, json.dumps(ledger), 0o600)
        self.assertIn("cut off", self.observe()["transaction"])

    def test_a_transaction_that_was_cut_off_as_it_began_is_found(self):
        wanted = secret_document()
        self.apply(wanted)
        self.write(LEDGER + ".former", self.read(LEDGER), 0o600)
        self.assertIn("cut off", self.observe()["transaction"])
        self.apply(wanted)
        self.assertEqual(self.observe(), {})

    def test_what_the_program_fails_at_is_told_without_a_word_of_its_error(self):
        self.apply(secret_document())
        ledger = json.loads(self.read(LEDGER))
        ledger["expected"]["mounts"] = [{"canary": "secret"}]
        self.write(LEDGER, json.dumps(ledger), 0o600)
        found = self.observe()
        self.assertEqual(list(found), ["mounts"], "and it hides nothing else")
        self.assertRegex(found["mounts"], "^the program cannot tell .* report it as a fault of the program$")
        self.assertNotRegex(found["mounts"], "Error|canary|mountPoint")

    def test_a_host_without_a_ledger_says_so(self):
        self.assertEqual(
            self.observe(), {"transaction": "nothing is configured here by this stack"}
        )

    def test_the_ledger_holds_no_secret_that_is_wanted(self):
        wanted = secret_document()
        self.apply(wanted)
        self.assertNotIn(wanted["secrets"][0], self.read(LEDGER))

    def test_a_request_that_is_no_json_is_refused_without_being_quoted(self):
        code, _, err = self.run_program("observe", STACK, stdin=b"{'hunter2'")
        self.assertEqual(code, 2)
        self.assertNotIn("hunter2", err)

    def test_what_is_no_longer_in_the_document_is_no_drift(self):
        self.apply(secret_document())
        less = [settings({"DEFAULT": {"bind_host": "::"}})]
        self.apply(full_document(settings=less, directLoading=None))
        self.assertEqual(self.observe(), {})
