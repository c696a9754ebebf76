"""How errors are printed: the host's name before each line, and commands bare, to be pasted."""

import io
import unittest
from unittest import mock

import support  # noqa: F401  (the program's path)

from glance_host.cli import errors
from glance_host.cli.output import LONGEST, Output
from glance_host.cli.redaction import MASK, Redaction
from glance_host.problem import Interrupted, Problem, Several, shell

MAKE = shell("openstack", "project", "create", "--domain", "Default", "our services")


class Printed(unittest.TestCase):
    def printed(self, action, secrets=()):
        err = io.TextIOWrapper(io.BytesIO())
        with mock.patch("sys.stderr", err):
            action(Output("image1", Redaction(secrets)))
        return err.buffer.getvalue().decode().splitlines()

    def told(self, error, **options):
        return self.printed(lambda output: errors.tell(output, error, "the settings"), **options)

    def test_a_command_stands_bare_below_its_remedy(self):
        problem = Problem("A", "Keystone", "there is none", "Make it", MAKE + "\npulumi up")
        self.assertEqual(
            self.told(problem),
            [
                "image1: A: Keystone: there is none. Make it.",
                "openstack project create --domain Default 'our services'",
                "pulumi up",
            ],
        )

    def test_each_of_several_has_its_own_commands_below_it(self):
        problems = [Problem("A", "x", "one", "Mend it", "df /x"), Problem("B, A", "y", "two")]
        self.assertEqual(
            self.told(Several("validation", "things are wrong", problems)),
            [
                "image1: A, B: validation: 2 things are wrong:",
                "image1:   A: x: one. Mend it.",
                "df /x",
                "image1:   B, A: y: two.",
            ],
        )

    def test_what_a_command_said_stands_between_cause_and_remedy(self):
        problem = Problem("A", "x", "it ended:\n  a line\n  another", "Mend it", "df /x")
        self.assertEqual(
            self.told(problem),
            ["image1: A: x: it ended:", "image1:   a line", "image1:   another", "image1: Mend it.", "df /x"],
        )

    def test_a_command_is_masked_and_is_not_cut(self):
        names = ["image-%d" % number for number in range(LONGEST)]
        lines = self.told(Problem("A", "x", "left", "Remove them", shell("openstack", "canary", *names)), secrets=["canary"])
        self.assertEqual(lines[1:], ["openstack %s %s" % (MASK, " ".join(names))])

    def test_what_could_not_be_put_back_is_said_before_its_cause(self):
        def both(output):
            errors.tell_unrestored(output, Problem("A", "x", "gone", "Make it", MAKE), "the user")
            errors.tell_unrestored(output, "it stays with y", "the unit")

        lines = self.printed(both)
        self.assertEqual(lines[0], "image1: the program could not put back the user: A: x: gone. Make it.")
        self.assertEqual(lines[1], MAKE)
        self.assertEqual(lines[2], "image1: the program could not put back the unit: it stays with y")

    def test_a_fault_of_the_program_is_called_one_with_its_place(self):
        try:
            {}["gone"]
        except KeyError as error:
            [line] = self.told(error)
        self.assertRegex(
            line,
            r"^image1: transaction: the settings: this program has a fault of its own \(KeyError at "
            r"cli/test_errors\.py:\d+\): 'gone'\. Report it with the lines above\.$",
        )

    def test_an_end_from_outside_and_an_error_of_the_system_are_no_faults_of_the_program(self):
        [line] = self.told(Interrupted("interrupted by SIGTERM"))
        self.assertEqual(line, "image1: transaction: the settings: interrupted by SIGTERM. Repeat when you like.")
        [line] = self.told(OSError(28, "No space left on device", "/etc/x"))
        self.assertEqual(line, "image1: transaction: the settings: /etc/x: No space left on device.")


if __name__ == "__main__":
    unittest.main()
