import os
import subprocess
import unittest

import support  # noqa: F401  (the path)

from glance_host.keystone import rcfile

AWKWARD = "a'b\"c\\d $%@#;/ ü Ж`x` ${y} !&|<>()~*"


def shell(text, name):
    """What a real shell makes of it."""
    script = '%s\nprintf %%s "$%s"' % (text, name)
    return subprocess.check_output(["sh", "-c", script], env={"LC_ALL": "C.UTF-8"}).decode()


class AnRcFile(unittest.TestCase):
    def test_is_read_as_a_shell_reads_it(self):
        single = "'" + AWKWARD.replace("'", "'\\''") + "'"
        double = '"' + "".join("\\" + c if c in '"\\$`' else c for c in AWKWARD) + '"'
        bare = "".join("\\" + c for c in AWKWARD)
        for written in (
            single,
            double,
            bare,
            "plain",
            "a#b",
            "#a",
            "two words",
            "x # comment",
            "''",
            '""',
            "a\"b c\"'d e'f",
            '"a\\bc"',
            '"a$"',
            "a$",
            '"50$% x"',
            "x; OS_OTHER=1",
        ):
            line = "export OS_PASSWORD=" + written
            with self.subTest(line):
                self.assertEqual(
                    rcfile.parse(line)["OS_PASSWORD"], shell(line, "OS_PASSWORD")
                )

    def test_holds_several_assignments_a_line_and_unset_ones(self):
        text = "unset OS_TOKEN\nexport OS_A=1 OS_B='2 3'\nOS_C=4;export OS_D=5\nunset OS_A\n"
        self.assertEqual(rcfile.parse(text), {"OS_B": "2 3", "OS_C": "4", "OS_D": "5"})

    def test_never_has_a_computed_value(self):
        for written in ("$OTHER", '"$OTHER"', "$(cat x)", "`cat x`", '"${A}"', "$'a'", "'open"):
            with self.subTest(written):
                self.assertIsNone(rcfile.parse("OS_PASSWORD=" + written)["OS_PASSWORD"])

    def test_of_packstack_gives_credentials(self):
        text = """unset OS_SERVICE_TOKEN
export OS_USERNAME=admin
export OS_PASSWORD='s3cret'
export OS_AUTH_URL=http://192.0.2.1:5000/v2.0
export PS1='[\\u@\\h \\W(keystone_admin)]\\$ '
export OS_TENANT_NAME=admin
export OS_REGION_NAME=RegionOne
"""
        access = rcfile.admin_access(text, "/root/keystonerc_admin")
        self.assertEqual(access["projectName"], "admin")
        self.assertEqual(access["password"], "s3cret")
        self.assertIsNone(access["userDomainName"])

    def test_names_the_project_by_its_id_or_else_by_its_name(self):
        login = "OS_AUTH_URL=http://h:5000/v3 OS_USERNAME=admin OS_PASSWORD=p "
        access = rcfile.admin_access(login + "OS_PROJECT_ID=12ab OS_PROJECT_NAME=x\n", "/rc")
        self.assertEqual((access["projectId"], access["projectName"]), ("12ab", None))
        with self.assertRaisesRegex(rcfile.RcFileError, "sets no OS_PROJECT_NAME"):
            rcfile.admin_access(login, "/rc")

    def test_that_asks_for_the_password_is_refused_without_showing_values(self):
        text = "export OS_AUTH_URL=http://h:5000/v3 OS_USERNAME=admin\nexport OS_PASSWORD=$INPUT\n"
        with self.assertRaisesRegex(rcfile.RcFileError, "/rc computes OS_PASSWORD"):
            rcfile.admin_access(text, "/rc")

    def test_that_lacks_a_variable_is_refused_by_its_name(self):
        with self.assertRaisesRegex(rcfile.RcFileError, "sets no OS_USERNAME"):
            rcfile.admin_access("export OS_AUTH_URL=http://h:5000/v3\n", "/rc")


if __name__ == "__main__":
    unittest.main()
