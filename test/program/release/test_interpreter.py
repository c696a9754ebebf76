"""Glance's own Python: found in its programs, and spoken to in words that each of them knows."""

import ast
import os
import sys
import unittest

from harness import API_CONF, PROGRAM, HostTest
from validation.test_step import GlanceTest

from glance_host.release import interpreter

# What runs in the service's own interpreter, which may be Python 2.7.
THERE = (
    "glance_host/__init__.py",
    "glance_host/ini/__init__.py",
    "glance_host/ini/section_names.py",
    "glance_host/validation/__init__.py",
    "glance_host/validation/glance_parsers.py",
    "glance_host/validation/oslo_options.py",
    "glance_host/validation/oslo_reader.py",
    "glance_host/validation/parser_finding.py",
)


class Found(HostTest):
    def named(self, *lines):
        self.write("/glance-api", "\n".join(lines + ("import sys",)), 0o755)
        return interpreter.named_in(self.root + "/glance-api")

    def test_in_the_first_line_of_a_program(self):
        self.assertEqual(self.named("#!" + sys.executable), sys.executable)
        self.assertEqual(self.named("#! %s -s" % sys.executable), sys.executable)

    def test_by_env_and_in_pips_form_for_long_paths(self):
        found = self.named("#!/usr/bin/env python3")
        self.assertTrue(found.endswith("/python3"), found)
        place = self.root + "/a folder"
        os.makedirs(place)
        os.symlink(sys.executable, place + "/python3")
        line = "'''exec' \"%s/python3\" \"$0\" \"$@\"" % place
        self.assertEqual(self.named("#!/bin/sh", line, "' '''"), place + "/python3")

    def test_nowhere_else(self):
        for lines in (("#!/bin/sh", "exec glance"), ("\x7fELF",), ("#!/gone/python3",), ("#!",)):
            self.assertIsNone(self.named(*lines), lines)


class Asked(GlanceTest):
    """A Glance whose program names another Python than the host's."""

    def setUp(self):
        super().setUp()
        self.mark = os.path.join(self.folder, "asked")
        python = os.path.join(self.folder, "python2.7")
        with open(python, "w") as file:
            file.write('#!/bin/sh\n: >%s\nexec %s "$@"\n' % (self.mark, sys.executable))
        os.chmod(python, 0o755)
        with open(os.path.join(self.links, "glance-api"), "w") as file:
            file.write("#!%s\n" % python)
        os.chmod(os.path.join(self.links, "glance-api"), 0o755)

    def test_that_python_is_asked_and_modules_of_where_the_caller_stands_are_not(self):
        with open(os.path.join(self.folder, "json.py"), "w") as file:
            file.write("raise SystemExit('a stranger speaks')")
        former = os.getcwd()
        os.chdir(self.folder)
        self.addCleanup(os.chdir, former)
        self.apply(self.glance({"DEFAULT": {"workers": "4"}}))
        self.assertTrue(os.path.exists(self.mark))

    def test_a_parser_that_this_release_does_not_have_is_told(self):
        wanted = self.glance({"DEFAULT": {"workers": "4"}})
        wanted["validations"].append(dict(wanted["validations"][0], kind="swiftReferences"))
        code, _, err = self.try_apply(wanted)
        self.assertEqual(code, 0, err)
        text = "Glance's parser does not check %s: glance_store's Swift driver is not there"
        self.assertIn(text % API_CONF, err)


class Words(unittest.TestCase):
    def test_are_those_of_python_2_7_too(self):
        newer = (ast.JoinedStr, ast.YieldFrom, ast.AnnAssign, ast.Nonlocal, ast.AsyncFunctionDef)
        for name in THERE:
            with open(os.path.join(PROGRAM, name), "rb") as file:
                data = file.read()
            data.decode("ascii")  # without a declaration 2.7 takes nothing else
            for node in ast.walk(ast.parse(data, name)):
                where = "%s:%s" % (name, getattr(node, "lineno", "?"))
                self.assertNotIsInstance(node, newer, where)
                if isinstance(node, ast.Raise):
                    self.assertIsNone(node.cause, where)
                if isinstance(node, ast.arguments):
                    self.assertEqual(node.kwonlyargs, [], where)
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "super":
                    self.assertTrue(node.args, where)

    def test_need_no_other_module_of_the_program(self):
        there = {name[:-3].replace("/", ".") for name in THERE}
        for name in THERE:
            with open(os.path.join(PROGRAM, name)) as file:
                tree = ast.parse(file.read())
            imports = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
            modules = {each.name for node in imports for each in node.names}
            for node in imports:
                if isinstance(node, ast.ImportFrom):
                    modules |= {node.module} | {"%s.%s" % (node.module, each.name) for each in node.names}
            ours = {each for each in modules if os.path.exists(os.path.join(PROGRAM, each.replace(".", "/") + ".py"))}
            self.assertEqual(ours - there, set(), name)


if __name__ == "__main__":
    unittest.main()
