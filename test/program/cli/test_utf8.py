"""What the program reads and prints is UTF-8, whatever the locale and whatever it has to quote."""

import ast
import glob
import json
import os
import shutil
import subprocess
import sys
import unittest

from harness import API_CONF, PROGRAM, STACK, HostTest, document, managed, metadata, settings

# Python 3.6 has no other encoding in the locale C than ASCII; these make later ones so, too.
PLAIN = {"PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}

LOCALES = {
    "C": {"LC_ALL": "C"},
    "C, as Python 3.6 takes it": dict(PLAIN, LC_ALL="", LC_CTYPE="", LANG="C"),
    "PYTHONIOENCODING=latin-1": {"PYTHONIOENCODING": "latin-1"},
    "PYTHONIOENCODING=utf-16, and C": dict(PLAIN, LC_ALL="C", PYTHONIOENCODING="utf-16"),
}

GREETING = "/etc/glance/grüße.conf"


# Says what is no UTF-8, in the octal notation of a shell, and fails.
FAILING = """#!/bin/sh
printf 'df: Ger\\344t \\377\\376 fehlt\\n' >&2
exit 1
"""


class Utf8(HostTest):
    def setUp(self):
        super().setUp()
        self.locales = dict(LOCALES)
        if shutil.which("localedef") and os.path.isdir("/usr/share/i18n/locales"):
            self.locales["Latin-1"] = self.latin1()

    def latin1(self):
        """A real locale of Latin-1 bytes, as hosts of long ago have."""
        name = "xx_XX.ISO-8859-1"
        command = ["localedef", "--no-archive", "-c", "-i", "en_US", "-f", "ISO-8859-1"]
        subprocess.run(command + [os.path.join(self.folder, name)], stderr=subprocess.DEVNULL)
        self.assertTrue(os.path.exists(os.path.join(self.folder, name, "LC_CTYPE")))
        return dict(PLAIN, LOCPATH=self.folder, LC_ALL=name)

    def test_a_file_gets_its_name_in_utf8_and_the_report_is_read(self):
        for name, environment in self.locales.items():
            with self.subTest(name):
                wanted = document(files=[managed(GREETING, "grüß dich")])
                code, report, err = self.try_apply(wanted, environment=environment)
                self.assertEqual(code, 0, err)
                self.assertIn("grüße.conf".encode(), os.listdir(os.fsencode(self.root) + b"/etc/glance"))
                self.assertIn(GREETING, json.dumps(report, ensure_ascii=False))
                self.undo()

    def test_what_a_command_says_in_other_bytes_is_quoted_in_utf8(self):
        """The harness reads both streams as UTF-8, strictly."""
        with open(os.path.join(self.links, "df"), "w") as file:
            file.write(FAILING)
        for name, environment in self.locales.items():
            with self.subTest(name):
                code, _, err = self.try_apply(document(metadata=metadata()), environment=environment)
                self.assertEqual(code, 1)
                self.assertIn("df: Ger?t ?? fehlt", err)

    def test_drift_in_other_bytes_is_told_in_whole_characters(self):
        self.apply(document(settings=[settings({"DEFAULT": {"city": "Köln"}})]))
        self.write(API_CONF, self.read(API_CONF).replace("Köln", "K\udcf6ln"), 0o640)
        for name, environment in self.locales.items():
            with self.subTest(name):
                code, report, err = self.run_program("observe", STACK, environment=environment)
                self.assertEqual(code, 0, err)
                self.assertIn("K?ln, not Köln", json.dumps(report, ensure_ascii=False))

    def test_help_is_the_same_in_every_locale(self):
        texts = set()
        for name, environment in self.locales.items():
            with self.subTest(name):
                command = [sys.executable, PROGRAM, "--help"]
                done = subprocess.run(command, stdout=subprocess.PIPE, env=dict(self.environment, **environment))
                texts.add((done.returncode, done.stdout.decode()))
        self.assertEqual(len(texts), 1)
        self.assertIn("…", texts.pop()[1])

    def test_a_fault_of_the_program_itself_is_told_in_utf8_too(self):
        """A traceback: of what nothing in the program has caught."""
        broken = os.path.join(self.folder, "program-ü")
        shutil.copytree(PROGRAM, broken)
        with open(os.path.join(broken, "glance_host", "cli", "arguments.py"), "w", encoding="utf-8") as file:
            file.write("raise RuntimeError('Grüße \\udcff')\n")
        for name, environment in self.locales.items():
            with self.subTest(name):
                code, _, err = self.run_program("apply", program=broken, environment=environment)
                self.assertEqual(code, 1)
                self.assertIn("RuntimeError: Grüße ?", err)

    def test_a_call_that_is_none_is_refused_in_every_locale(self):
        for name, environment in self.locales.items():
            with self.subTest(name):
                code, _, err = self.run_program("undo", b"\xff\xfc", environment=environment)
                self.assertEqual(code, 2)
                self.assertIn("no name of a stack", err)


class TextFiles(unittest.TestCase):
    def test_no_file_is_read_or_written_in_the_encoding_of_the_locale(self):
        for path in glob.glob(os.path.join(PROGRAM, "*.py")):
            with open(path, "rb") as file:
                calls = [node for node in ast.walk(ast.parse(file.read())) if isinstance(node, ast.Call)]
            for call in calls:
                if opens_text(call):
                    names = [keyword.arg for keyword in call.keywords]
                    self.assertIn("encoding", names, "%s:%d" % (os.path.basename(path), call.lineno))


def opens_text(call):
    """Whether it is open(…) or os.fdopen(…) without a mode of bytes."""
    if getattr(call.func, "id", "") != "open" and getattr(call.func, "attr", "") != "fdopen":
        return False
    mode = ast.literal_eval(call.args[1]) if len(call.args) > 1 else "r"
    return "b" not in mode


if __name__ == "__main__":
    unittest.main()
