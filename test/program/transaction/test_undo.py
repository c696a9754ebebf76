"""Undo: what someone else changed after us stays and is told; a part that leaves, leaves nothing."""

import json
import os
import unittest

from harness import (
    API_CONF,
    HostTest,
    full_document,
)
from glance_host.ini.reader import IniText

CONFIG = "/etc/haproxy-glance/haproxy.cfg"
UNIT = "/etc/systemd/system/haproxy-glance.service"
MOUNT = "/etc/systemd/system/var-lib-glance-images.mount"
DROP_IN = "/etc/systemd/system/glance-api.service.d/50-pulumi-glance-var-lib-glance-images.conf"
SWIFT = "/etc/glance/swift.conf"
METADATA = "/etc/glance/filesystem.json"
SAVED_PATH = "/etc/iptables/rules.v4"
IMAGES = "/var/lib/glance/images"
TOKEN = IMAGES + "/.pulumi-glance-test-image1"
THEIRS = "# theirs\n"
CHANGED = "%s was changed by someone else since and stays"
REMOVED = "%s was removed by someone else since and is not put back"


class SomeoneElse(HostTest):
    """Each test changes one thing by hand after `full_document` and undoes: that thing stays, the
    report names it and nothing else but the packages, and all the rest is as it was."""

    def check(self, by_hand, left, stays, before=None):
        """`by_hand` changes the host; `left` is told; `stays(files, state)` takes out of the
        pictures what is theirs, after it has looked that it is there."""
        before = before or self.picture()
        self.apply(full_document())
        by_hand()
        report = self.undo()
        told = [line for line in report["left"] if "packages stay installed" not in line]
        self.assertEqual(sorted(told), sorted(left))
        after = self.picture()
        after[1]["packages"] = before[1]["packages"]
        for picture in (before, after):
            stays(*picture)
        self.assertEqual(after, before)

    def file_stays(self, path, text, folders=()):
        """Holds when the file has this text; None: when it is not there."""

        def stays(files, _):
            self.assertEqual(self.read(path) if self.exists(path) else None, text)
            for each in (path,) + tuple(folders):
                files.pop(each.lstrip("/"), None)

        return stays

    def test_a_key_of_an_ini_file_stays_and_the_others_go_back(self):
        before = self.meaning()

        def by_hand():
            self.write(API_CONF, self.read(API_CONF).replace("bind_port = 9292", "bind_port = 9999"), 0o640)

        def stays(files, _):
            files.pop(API_CONF.lstrip("/"))

        left = ["DatabaseConnection: " + CHANGED % (API_CONF + " [DEFAULT] bind_port")]
        self.check(by_hand, left, stays)
        expected = [each for each in before if each[:2] != ("DEFAULT", "bind_port")]
        self.assertEqual(self.meaning(), sorted(expected + [("DEFAULT", "bind_port", "9999")]))

    def test_a_key_that_was_removed_or_came_again_stays_so(self):
        def by_hand():
            text = self.read(API_CONF).replace("bind_host = 0.0.0.0\nlog", "log")
            text = text.replace("\nbind_host = 0.0.0.0", "")
            self.write(API_CONF, text + "\n[keystone_authtoken]\nauth_host = three\n", 0o640)

        left = [
            "ServiceAuthentication: " + CHANGED % (API_CONF + " [keystone_authtoken] auth_host")
        ]
        self.check(by_hand, left, lambda files, _: files.pop(API_CONF.lstrip("/")))
        self.assertIn(("keystone_authtoken", "auth_host", "three"), self.meaning())

    def test_a_key_of_somebody_else_stays_in_a_file_that_has_been_ours(self):
        def by_hand():
            self.write(SWIFT, self.read(SWIFT) + "[theirs]\nkey = value\n", 0o640)

        def stays(files, _):
            files.pop(SWIFT.lstrip("/"), None)

        text = "%s holds settings of others now and stays" % SWIFT
        self.check(by_hand, ["DatabaseConnection: " + text], stays)
        self.assertEqual(IniText(self.read(SWIFT)).settings(set()), [("theirs", "key", "value")])

    def meaning(self):
        return sorted(IniText(self.read(API_CONF)).settings(set()))

    def test_an_ini_file_that_was_removed_is_not_made_again(self):
        left = ["DatabaseConnection, ServiceAuthentication: " + REMOVED % API_CONF]
        self.check(lambda: os.unlink(self.root + API_CONF), left, self.file_stays(API_CONF, None))

    def test_mode_and_owner_stay_and_the_content_goes_back(self):
        self.write(CONFIG, THEIRS, 0o604)
        for path, component, former in (
            (API_CONF, "DatabaseConnection, ServiceAuthentication", self.read(API_CONF)),
            (CONFIG, "Tls", THEIRS),
        ):
            text = "mode or owner of " + CHANGED % path
            stays = self.file_stays(path, former)
            self.check(lambda: os.chmod(self.root + path, 0o600), ["%s: %s" % (component, text)], stays)
            self.assertEqual(os.stat(self.root + path).st_mode & 0o777, 0o600)

    def test_a_whole_file_stays(self):
        folder = os.path.dirname(CONFIG)
        left = [
            "Tls: " + CHANGED % CONFIG,
            "transaction: folder %s holds something else and stays" % folder,
        ]
        stays = self.file_stays(CONFIG, THEIRS, [folder])
        self.check(lambda: self.write(CONFIG, THEIRS), left, stays)

    def test_a_whole_file_that_was_removed_is_not_made_again(self):
        self.write(CONFIG, THEIRS)
        left = ["Tls: " + REMOVED % CONFIG]
        self.check(lambda: os.unlink(self.root + CONFIG), left, self.file_stays(CONFIG, None))

    def test_a_file_in_a_folder_of_ours_keeps_the_folder(self):
        path, folder = "/etc/haproxy-glance/errors/503.http", "/etc/haproxy-glance"
        left = ["transaction: folder %s holds something else and stays" % folder]
        stays = self.file_stays(path, THEIRS, [folder, folder + "/errors"])
        self.check(lambda: self.write(path, THEIRS), left, stays)

    def test_the_metadata_stay(self):
        text = json.dumps({"id": "1", "mountpoint": "/srv"})
        left = ["FilesystemMetadata: " + CHANGED % METADATA]
        self.check(lambda: self.write(METADATA, text), left, self.file_stays(METADATA, text))

    def test_a_drop_in_stays(self):
        left = [
            "GlusterMount: " + CHANGED % DROP_IN,
            "transaction: folder %s holds something else and stays" % os.path.dirname(DROP_IN),
        ]
        file_stays = self.file_stays(DROP_IN, THEIRS, [os.path.dirname(DROP_IN)])

        def stays(files, state):
            file_stays(files, state)
            state["needs"].pop("glance-api.service", None)

        self.check(lambda: self.write(DROP_IN, THEIRS), left, stays)

    def test_a_mount_whose_unit_was_changed_stays(self):
        options = "[Mount]\nWhat=storage:/images\nWhere=%s\nOptions=ro\n" % IMAGES

        def stays(files, state):
            for name in (MOUNT, IMAGES):
                files.pop(name.lstrip("/"), None)
            if "var-lib-glance-images.mount" in state["units"]:
                self.assertEqual(state["units"].pop("var-lib-glance-images.mount"), (True, True))
                self.assertEqual(state["mounts"].pop(IMAGES), "storage:/images")
                del state["loaded"]["var-lib-glance-images.mount"], state["covered"]

        left = [
            "GlusterMount: storage:/images stays mounted at %s, for its unit was changed" % IMAGES,
            "GlusterMount: " + CHANGED % MOUNT,
        ]
        self.check(lambda: self.write(MOUNT, options), left, stays)

    def test_another_mount_at_the_same_place_stays(self):
        def by_hand():
            self.set_state(mounts={"/": "/dev/sda1", IMAGES: "other:/volume"})

        def stays(files, state):
            files.pop(IMAGES.lstrip("/"), None)
            # systemd keeps the unit of what is mounted; the fake one lets it linger.
            state["units"].pop("var-lib-glance-images.mount", None)
            state.pop("covered", None)
            state["mounts"].pop(IMAGES, None)

        text = "other:/volume was mounted at %s by someone else since and stays" % IMAGES
        self.check(by_hand, ["GlusterMount: " + text], stays)
        self.assertEqual(self.state()["mounts"][IMAGES], "other:/volume")

    def test_a_mount_that_was_unmounted_is_as_it_was_before(self):
        def by_hand():
            self.fake_system().run(["systemctl", "stop", "var-lib-glance-images.mount"])
            self.fake_system().run(["systemctl", "start", "glance-api.service"])

        left = "FilesystemMetadata: %s was removed by someone else since, or is not mounted"
        self.check(by_hand, [left % TOKEN], lambda files, state: None)

    def test_a_live_rule_stays(self):
        def by_hand():
            rules = self.state()["rules"]
            rules["v4"] = [line.replace("9292", "9292,80") for line in rules["v4"]]
            self.set_state(rules=rules)

        def stays(_, state):
            rules = state["rules"]["v4"]
            state["rules"]["v4"] = [line for line in rules if "9292,80" not in line]

        rule = '-A INPUT -p tcp -m multiport --dports 9292,80 -m comment --comment "pulumi-glance glance-test" -j ACCEPT'
        text = "iptables: the rule " + CHANGED % rule
        self.check(by_hand, ["FirewallRule: " + text], stays)
        self.assertIn(rule, self.state()["rules"]["v4"])

    def test_a_saved_rule_stays(self):
        text = []

        def by_hand():
            text.append(self.read(SAVED_PATH).replace("--dports 9292", "-s 10.0.0.0/8 --dports 9292"))
            self.write(SAVED_PATH, text[0])

        rule = '-A INPUT -p tcp -m multiport -s 10.0.0.0/8 --dports 9292 -m comment --comment "pulumi-glance glance-test" -j ACCEPT'
        left = ["FirewallRule: %s: the rule %s" % (SAVED_PATH, CHANGED % rule)]
        self.check(by_hand, left, lambda files, _: files.pop(SAVED_PATH.lstrip("/")))
        self.assertEqual(self.read(SAVED_PATH), text[0])

    def test_rules_of_others_stay_in_a_saved_file_that_we_made(self):
        os.unlink(self.root + SAVED_PATH)
        theirs = "-A INPUT -p tcp --dport 80 -j ACCEPT\n"

        def by_hand():
            text = self.read(SAVED_PATH).replace("COMMIT\n", theirs + "COMMIT\n")
            self.write(SAVED_PATH, text)

        left = ["FirewallRule: %s holds rules of others now and stays" % SAVED_PATH]
        self.check(by_hand, left, lambda files, _: files.pop(SAVED_PATH.lstrip("/"), None))
        self.assertIn(theirs, self.read(SAVED_PATH))
        self.assertNotIn("9292", self.read(SAVED_PATH))

    def test_a_saved_file_that_was_removed_is_not_made_again(self):
        left = ["FirewallRule: " + REMOVED % SAVED_PATH]
        self.check(lambda: os.unlink(self.root + SAVED_PATH), left, self.file_stays(SAVED_PATH, None))

    def test_a_rule_that_was_removed_is_not_missed(self):
        def by_hand():
            rules = self.state()["rules"]
            rules["v4"] = [line for line in rules["v4"] if "9292" not in line]
            self.set_state(rules=rules)

        self.check(by_hand, [], lambda files, state: None)

    def test_a_unit_that_was_stopped_or_disabled_stays_so(self):
        name = "glance-api.service"
        for verbs, texts, outcome in (
            (["stop"], ["stopped"], (True, False)),
            (["disable"], ["disabled"], (False, True)),
            (["stop", "disable"], ["disabled", "stopped"], (False, False)),
        ):
            def by_hand():
                for verb in verbs:
                    self.fake_system().run(["systemctl", verb, name])

            def stays(_, state):
                state["units"].pop(name, None)

            left = ["FirewallRule: %s was %s by someone else since and stays so" % (name, text) for text in texts]
            self.check(by_hand, left, stays)
            service = self.state()["units"][name]
            self.assertEqual((service["enabled"], service["active"]), outcome)
            service.update(enabled=True, active=True)
            self.set_state(units={name: service})

    def test_a_unit_that_failed_since_runs_again_with_its_former_settings(self):
        self.apply(full_document())
        state = self.state()
        state["units"]["glance-api.service"].update(active=False, failed=True)
        self.set_state(**state)
        report = self.undo()
        self.assertIn("glance-api.service", report["restarted"])
        self.assertTrue(self.state()["units"]["glance-api.service"]["active"])

    def test_what_is_left_is_said_on_the_terminal_too(self):
        self.apply(full_document())
        self.write(CONFIG, THEIRS)
        code, report, err = self.run_program("undo", "glance-test")
        self.assertEqual(code, 0)
        self.assertEqual(len(report["left"]), 3)
        for line in report["left"]:
            self.assertIn(": %s\n" % line, err)


class Leaving(HostTest):
    """A part that leaves a stack: the host is as one that never had it, but for packages."""

    def test_a_host_without_a_part_is_one_that_never_had_it(self):
        """Each component of the stack in turn, by its part of the document."""
        whole = whole_document()
        for component in sorted(components_of(whole)):
            with self.subTest(component):
                without = without_component(whole, component)
                before = self.picture()
                self.apply(without)
                expected = self.look()
                self.apply(whole)
                self.assertNotEqual(self.look(), expected)
                report = self.apply(without)
                self.assertEqual(self.look(), expected)
                self.assertFalse(self.apply(without)["changed"], report)
                self.undo()
                after = self.picture()
                before[1]["packages"] = after[1]["packages"]
                self.assertEqual(after, before)

    def look(self):
        """The picture, with what ini files mean in place of their bytes: keys that went and came
        back stand elsewhere in them. Comments are looked at, too."""
        files, state = self.picture()
        # What is in a token is another thing each time.
        if self.exists(TOKEN):
            files[TOKEN.lstrip("/")] = files[TOKEN.lstrip("/")][:3]
        for path in (API_CONF, SWIFT):
            if self.exists(path):
                text = IniText(self.read(path))
                mode = files[path.lstrip("/")][:3]
                files[path.lstrip("/")] = (mode, sorted(text.settings(set())), sorted(text.foreign(set())))
        files = {path: each for path, each in files.items() if "lib/pulumi-glance" not in path}
        del state["packages"]
        return files, state


def whole_document():
    """`full_document` as the components of a stack would say it, each thing by its own."""
    whole = full_document()
    signed = {
        ("DEFAULT", "bind_host"): "FirewallRule",
        ("DEFAULT", "bind_port"): "Tls",
        ("glance_store", "default_store"): "ImageStores",
    }
    api, swift, _nova = whole["settings"]
    more = {
        "DEFAULT": {
            "transport_url": ("rabbit://u:p@b/", "MessageBroker"),
            "workers": ("4", "ExtraSettings"),
            "log_file": ("/var/log/other.log", "ExtraSettings"),
        },
        "glance_store": {"swift_store_config_file": (SWIFT, "SwiftStore")},
        "file": {"filesystem_store_metadata_file": (METADATA, "FilesystemMetadata")},
        "oslo_messaging_notifications": {"driver": ("messagingv2", "MessageBroker")},
    }
    for section, keys in api["set"].items():
        for key, value in keys.items():
            value["component"] = signed.get((section, key), value["component"])
    for section, keys in more.items():
        for key, (value, component) in keys.items():
            api["set"].setdefault(section, {})[key] = {"value": value, "component": component}
    for keys in swift["set"].values():
        for value in keys.values():
            value["component"] = "SwiftStore"
    whole["units"][1]["component"] = "Tls"
    return whole


def components_of(whole):
    """All that the document's things are signed with, but those that a stack cannot lose."""
    names = set()
    for file in whole["settings"]:
        names.update(each["component"] for keys in file["set"].values() for each in keys.values())
        names.update(name for keys in file["drop"].values() for name in keys.values())
    for part in ("packages", "mounts", "files", "firewall"):
        names.update(each["component"] for each in whole[part])
    names.add(whole["metadata"]["component"])
    return names


def without_component(whole, component):
    """The document without what this component asks for. Compute's access goes with the file system,
    of which it is: a stack that has it alone is refused."""
    if component == "FilesystemMetadata":
        whole = without_component(whole, "ComputeDirectAccess")
    rest = json.loads(json.dumps(whole))
    for part in ("packages", "mounts", "files", "firewall"):
        rest[part] = [each for each in rest[part] if each["component"] != component]
    rest["units"] = [
        each
        for each in rest["units"]
        if each["component"] != component or each["name"] == "glance-api.service"
    ]
    for part in ("metadata", "token", "directLoading"):
        if rest[part] and rest[part]["component"] == component:
            rest[part] = None
    for file in rest["settings"]:
        for keys in file["set"].values():
            for key in [key for key, each in keys.items() if each["component"] == component]:
                del keys[key]
        for keys in file["drop"].values():
            for key in [key for key, name in keys.items() if name == component]:
                del keys[key]
    rest["settings"] = [
        file for file in rest["settings"] if any(file["set"].values()) or any(file["drop"].values())
    ]
    return rest


if __name__ == "__main__":
    unittest.main()
