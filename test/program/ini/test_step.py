"""Ini files: values that are hard to write, duplicates, drops, and what others have put there."""

import unittest

from harness import API_CONF, ORIGINAL, HostTest, document, managed, settings

try:
    from oslo_config import iniparser
except ImportError:  # told below: nothing is skipped silently
    iniparser = None

AWKWARD = [
    "plain",
    "a ;b",
    "a;b",
    "; at the start",
    "# at the start",
    "a #b",
    '"quoted"',
    "'single'",
    'one "quote',
    "$$dollars$$ %% 100%",
    "back\\slash\\",
    "= : =",
    "[section]",
    "Grüße, 世界, Ωμέγα \U0001f511",
    "a  two  spaces",
    "mysql+pymysql://g:p%40ss@h/glance?charset=utf8&x=1",
    "%(interpolation)s ${shell} `command`",
    "x" * 3000,
    "pulumi-glance-mark-000000",
    "crudini_no_arg",
    "",
]


def oslo(text):
    """{(section, key): [values]} as oslo.config reads the text."""
    found = {}

    class Parser(iniparser.BaseParser):
        section = None

        def assignment(self, key, value):
            found.setdefault((self.section, key), []).append("\n".join(value))

        def new_section(self, section):
            self.section = section

    Parser().parse(text.split("\n"))
    return found


class Ini(HostTest):
    def want(self, values, drop=None, **parts):
        return document(settings=[settings(values, drop)], **parts)

    def test_oslo_config_is_there_to_be_asked(self):
        self.assertIsNotNone(iniparser, "pip install oslo.config beside crudini")

    def test_awkward_values_are_read_by_oslo_config_as_they_were_written(self):
        values = {"DEFAULT": {"key_%02d" % n: text for n, text in enumerate(AWKWARD)}}
        values["new_section"] = {"key_%02d" % n: text for n, text in enumerate(AWKWARD)}
        self.apply(self.want(values))
        found = oslo(self.read(API_CONF))
        for section, keys in values.items():
            for key, text in keys.items():
                # oslo.config itself takes quotes away that surround a whole value.
                if text[:1] in ("'", '"') and text[0] == text[-1]:
                    text = text[1:-1]
                self.assertEqual(found[(section, key)], [text])
        self.assertFalse(self.apply(self.want(values))["changed"])
        self.undo()
        self.assertEqual(self.read(API_CONF), ORIGINAL)

    def test_every_awkward_value_can_follow_every_other(self):
        for number, text in enumerate(AWKWARD):
            for other in (AWKWARD[number - 1], "a ;b"):
                self.run_here(self.want({"database": {"connection": other}}))
                self.run_here(self.want({"database": {"connection": text}}))
                self.assertIn("connection = %s\n" % text if text else "connection =\n", self.read(API_CONF))
                self.assertEqual(self.read(API_CONF).count("\nconnection"), 1)

    def test_what_no_ini_file_can_hold_is_refused(self):
        before = self.picture()
        for text in (" a", "a ", "a\nb", "a\rb", "a\0b", "\ta"):
            code, _, err = self.try_apply(self.want({"database": {"connection": text}}))
            self.assertEqual(code, 1)
            self.assertIn("DatabaseConnection: %s [database] connection" % API_CONF, err)
            self.assertIn("everything on this host was put back", err)
        self.assertEqual(self.picture(), before)

    def test_one_change_leaves_every_other_line(self):
        self.apply(self.want({"database": {"connection": "new"}}))
        expected = ORIGINAL.replace("sqlite:////var/lib/glance/glance.sqlite", "new")
        self.assertEqual(self.read(API_CONF), expected)

    def test_a_duplicate_becomes_one_and_undo_gives_both_back(self):
        self.apply(self.want({"keystone_authtoken": {"auth_host": "three"}}))
        self.assertEqual(oslo(self.read(API_CONF))[("keystone_authtoken", "auth_host")], ["three"])
        self.undo()
        self.assertEqual(self.read(API_CONF), ORIGINAL)

    def test_a_section_in_other_letters_is_the_same_to_oslo_config_and_here(self):
        text = ORIGINAL.replace("[database]", "[Database]") + "[DATABASE]\nmax_retries = 3\n"
        self.write(API_CONF, text, 0o640)
        wanted = self.want({"database": {"connection": "ours"}}, {"database": ["max_retries"]})
        self.apply(wanted)
        found = {(s.lower(), key): values for (s, key), values in oslo(self.read(API_CONF)).items()}
        self.assertEqual(found[("database", "connection")], ["ours"])
        self.assertNotIn("max_retries", self.read(API_CONF))
        self.assertNotIn("[database]", self.read(API_CONF), "no second section of that name")
        self.assertFalse(self.apply(wanted)["changed"])
        self.undo()
        self.assertEqual(self.read(API_CONF), text)

    def test_a_key_in_two_letterings_of_a_section_becomes_one(self):
        text = ORIGINAL + "[Database]\nconnection = theirs, and read last\n"
        self.write(API_CONF, text, 0o640)
        self.apply(self.want({"database": {"connection": "ours"}}))
        found = [values for (s, key), values in oslo(self.read(API_CONF)).items() if key == "connection"]
        self.assertEqual(found, [["ours"]])
        self.write(API_CONF, self.read(API_CONF) + "[theirs]\nkey = 1\n", 0o640)
        self.undo()
        found = oslo(self.read(API_CONF))
        self.assertEqual(len(found[("database", "connection")]), 2, "both lines are back")
        self.assertEqual(found[("database", "connection")][-1], "theirs, and read last")

    def test_default_alone_is_another_section_in_other_letters(self):
        self.write(API_CONF, ORIGINAL + "[default]\nbind_port = 1\n", 0o640)
        self.apply(self.want({"DEFAULT": {"bind_port": "2"}}))
        found = oslo(self.read(API_CONF))
        self.assertEqual(found[("default", "bind_port")], ["1"])
        self.assertEqual(found[("DEFAULT", "bind_port")], ["2"])

    def test_accounts_of_swift_references_differ_by_case(self):
        path = "/etc/glance/glance-swift-store.conf"
        text = "[Ref1]\nuser = theirs\n"
        self.write(path, text, 0o640)
        validation = {"kind": "swiftReferences", "path": path, "component": "SwiftStore"}
        self.apply(
            document(settings=[settings({"ref1": {"user": "ours"}}, path=path)], validations=[validation])
        )
        found = oslo(self.read(path))
        self.assertEqual(found, {("Ref1", "user"): ["theirs"], ("ref1", "user"): ["ours"]})
        code, out, err = self.run_program("observe", "glance-test")
        self.assertEqual((code, out["drift"]), (0, {}), err)
        self.write(path, self.read(path) + "[other]\nkey = 1\n", 0o640)
        self.undo()
        self.assertEqual(oslo(self.read(path)), {("Ref1", "user"): ["theirs"], ("other", "key"): ["1"]})

    def test_drops_go_and_come_back(self):
        self.apply(self.want({}, {"keystone_authtoken": ["auth_host", "never_there"]}))
        self.assertNotIn("auth_host", self.read(API_CONF))
        self.apply(self.want({"DEFAULT": {"debug": "True"}}))
        found = oslo(self.read(API_CONF))
        self.assertEqual(found[("keystone_authtoken", "auth_host")], ["one", "two"])

    def test_a_key_taken_out_of_the_stack_has_its_former_value(self):
        self.apply(self.want({"DEFAULT": {"bind_port": "1", "new": "2"}, "s": {"k": "v"}}))
        report = self.apply(self.want({"DEFAULT": {"new": "2"}}))
        self.assertEqual(
            report["changes"],
            [
                "DatabaseConnection: glance-api.conf [DEFAULT] bind_port put back",
                "DatabaseConnection: glance-api.conf [s] k removed",
            ],
        )
        self.assertIn("\nbind_port=9191\n", self.read(API_CONF))
        self.assertNotIn("[s]", self.read(API_CONF))

    def test_undo_keeps_what_others_wrote_since(self):
        self.apply(self.want({"database": {"connection": "ours"}, "DEFAULT": {"debug": "True"}}))
        text = self.read(API_CONF).replace("[database]\n", "[database]\n# theirs\nmax_retries = 3\n")
        self.write(API_CONF, text.replace("debug = True", "debug = maybe"), 0o640)
        code, _, err = self.run_program("undo", "glance-test")
        self.assertEqual(code, 0)
        self.assertIn("[DEFAULT] debug was changed by someone else since and stays", err)
        found = oslo(self.read(API_CONF))
        self.assertEqual(found[("database", "max_retries")], ["3"])
        self.assertEqual(found[("DEFAULT", "debug")], ["maybe"])
        self.assertEqual(found[("database", "connection")][0][:6], "sqlite")
        self.assertIn("# theirs", self.read(API_CONF))

    def test_what_others_wrote_between_two_of_our_runs_stays_too(self):
        self.apply(self.want({"database": {"connection": "ours"}}))
        self.write(API_CONF, self.read(API_CONF) + "[theirs]\nkey = 1\n", 0o640)
        self.apply(self.want({"database": {"connection": "ours again"}}))
        self.undo()
        self.assertEqual(self.read(API_CONF), ORIGINAL + "[theirs]\nkey = 1\n")

    def test_a_drifted_key_is_repaired_once(self):
        wanted = self.want({"database": {"connection": "ours"}})
        self.apply(wanted)
        self.write(API_CONF, self.read(API_CONF).replace("= ours", "= theirs"), 0o640)
        self.assertTrue(self.apply(wanted)["changed"])
        self.assertFalse(self.apply(wanted)["changed"])

    def test_a_drifted_key_that_is_repaired_elsewhere_in_the_file_leaves_no_trace(self):
        wanted = self.want({"database": {"connection": "ours"}, "new": {"key": "1"}})
        for drift in (
            lambda text: text.replace("connection = ours\n", ""),
            lambda text: text.replace("connection = ours\n", "connection = 1\nconnection = 2\n"),
            lambda text: text.replace("[new]", "").replace("key = 1", ""),
        ):
            self.apply(wanted)
            self.write(API_CONF, drift(self.read(API_CONF)), 0o640)
            self.apply(wanted)
            self.undo()
            self.assertEqual(self.read(API_CONF), ORIGINAL)

    def test_what_somebody_adds_beside_a_drifted_key_outlasts_its_repair(self):
        wanted = self.want({"database": {"connection": "ours"}})
        for theirs in ("# theirs\n", "theirs = 1\n"):
            self.apply(wanted)
            text = self.read(API_CONF).replace("connection = ours\n", "")
            self.write(API_CONF, text + theirs, 0o640)
            self.apply(wanted)
            self.undo()
            self.assertIn(theirs, self.read(API_CONF))
            self.assertIn("connection = sqlite:////var/lib/glance/glance.sqlite\n", self.read(API_CONF))
            self.write(API_CONF, ORIGINAL, 0o640)

    def test_what_somebody_has_given_a_key_before_it_was_ours_outlasts_a_repair_of_another(self):
        self.apply(self.want({"database": {"connection": "ours"}}))
        text = self.read(API_CONF).replace("connection = ours\n", "") + "workers = 7\n"
        self.write(API_CONF, text, 0o640)
        self.apply(self.want({"database": {"connection": "ours"}, "keystone_authtoken": {"workers": "2"}}))
        self.undo()
        self.assertIn("workers = 7\n", self.read(API_CONF))

    def test_a_value_over_several_lines_comes_back(self):
        text = ORIGINAL + "[multi]\nkey = one\n   two\n\tthree\nother = 1\n"
        self.write(API_CONF, text, 0o640)
        self.apply(self.want({"multi": {"key": "single"}, "DEFAULT": {"a": "b"}}))
        self.assertEqual(oslo(self.read(API_CONF))[("multi", "key")], ["single"])
        self.apply(self.want({"DEFAULT": {"a": "b"}}))
        self.assertEqual(oslo(self.read(API_CONF))[("multi", "key")], ["one\ntwo\nthree"])
        self.undo()
        self.assertEqual(self.read(API_CONF), text)

    def test_a_file_that_no_service_could_read_is_refused_by_line(self):
        for line in ("nonsense geheim", "[broken", "= value"):
            self.write(API_CONF, "[DEFAULT]\n%s\n" % line, 0o640)
            code, _, err = self.try_apply(self.want({"DEFAULT": {"a": "b"}}))
            self.assertEqual(code, 1)
            self.assertIn("%s: line 2" % API_CONF, err)
            self.assertNotIn("geheim", err)

    def test_bytes_that_are_no_utf8_are_refused_or_survive(self):
        self.write(API_CONF, ORIGINAL + "# caf\udce9\n", 0o640)
        before = self.picture()
        code, _, _ = self.try_apply(self.want({"DEFAULT": {"a": "b"}}))
        if code == 0:
            self.undo()
        self.assertEqual(self.picture(), before)

    def test_a_file_that_is_not_there_is_made_and_taken_away(self):
        before = self.picture()
        path = "/etc/new/folder/swift.conf"
        self.apply(document(settings=[settings({"ref1": {"key": "v"}}, path=path)]))
        self.assertEqual(oslo(self.read(path)), {("ref1", "key"): ["v"]})
        self.undo()
        self.assertEqual(self.picture(), before)

    def test_no_secret_reaches_a_command_line_or_a_message(self):
        secret = "ca$nary ;%'\"\\ü@#"
        wanted = self.want({"database": {"connection": "mysql://g:%s@h/g" % secret}}, secrets=[secret])
        self.apply(wanted)  # the harness searches all that it printed and called
        wanted["files"] = [managed("/etc/a", secret)]
        wanted["units"] = [{"name": "none.service", "reads": [], "reload": False, "component": secret}]
        code, _, err = self.try_apply(wanted)
        self.assertEqual(code, 1)
        self.assertIn("[secret]", err)


if __name__ == "__main__":
    unittest.main()
