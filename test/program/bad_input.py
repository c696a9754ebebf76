"""Bad input for the on-host program as data: a case is a row, a row is a test.

What must hold of each: the exit code, an error that says what is named, no secret in it, and the
same host as before: every file of it, and what its commands would say.
"""

import copy
import hashlib
import json
import os
import stat

from harness import HostTest


class Case:
    """What is wrong; how the host or the request gets so; what the error must say."""

    def __init__(self, what, wanted, *says, **options):
        self.what = what
        self.wanted = wanted
        self.says = says
        self.prepare = options.pop("prepare", lambda host: None)
        self.code = options.pop("code", 1)
        self.options = options


class BadInput(HostTest):
    """A test with `refused`; `group` names its cases in the table."""

    group = ""

    def refused(self, case):
        """Tries a case, sees that nothing came of it, and notes it for the table."""
        case.prepare(self)
        before = tree(self.root), self.known()
        code, report, err = self.attempt(case)
        self.assertEqual((code, report), (case.code, None), err)
        for words in case.says:
            self.assertIn(words, err)
        self.assertNotIn("Traceback", err)
        lines = [line for line in err.splitlines() if not line.startswith("image1: checking")]
        if case.code == 1:
            self.assertRegex(lines[-1], "everything on this host was put back|nothing on this host")
        self.assertEqual((tree(self.root), self.known()), before)
        record(self.group, case.what, first_error(lines, case.says[0]))

    def attempt(self, case):
        if isinstance(case.wanted, bytes):
            return self.run_program("apply", stdin=case.wanted)
        if isinstance(case.wanted, list):
            return self.run_program(*case.wanted)
        return self.try_apply(case.wanted, **case.options)

    def known(self):
        """The fakes' state but for what no undo concerns: starts are counted, lists fetched."""
        state = copy.deepcopy(self.state())
        for name in ("fetched", "volume", "covered"):
            state.pop(name, None)
        for unit in state["units"].values():
            unit.pop("starts", None), unit.pop("failed", None)
        absent = {"enabled": False, "active": False}
        state["units"] = {name: unit for name, unit in state["units"].items() if unit != absent}
        return state


def tree(root):
    """Every file and folder of the host but /run: mode, owner, and a hash of the content."""
    found = {}
    for folder, folders, names in os.walk(root):
        for name in folders + names:
            place = os.path.join(folder, name)
            path = os.path.relpath(place, root)
            if path == "run" or path.startswith("run/"):
                continue
            status = os.lstat(place)
            found[path] = (status.st_mode, status.st_uid, status.st_gid, content(place, status))
    return found


def content(place, status):
    if stat.S_ISLNK(status.st_mode):
        return os.readlink(place)
    if not stat.S_ISREG(status.st_mode):
        return ""
    with open(place, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def first_error(lines, says):
    """The line that tells what is wrong, without the host's name that begins each."""
    line = next((line for line in lines if says in line), lines[0])
    return line.split(": ", 1)[1]


def record(group, what, error):
    """Notes the case in the file that BAD_INPUTS names, a line of JSON; see test/badInput."""
    file = os.environ.get("BAD_INPUTS")
    if file:
        line = {"group": group, "what": what, "caught": "host", "error": error}
        with open(file, "a") as out:
            out.write(json.dumps(line) + "\n")


def tests_of(cases):
    """Gives a class of BadInput a test for each case."""

    def with_tests(cls):
        for number, case in enumerate(cases):
            def test(self, case=case):
                self.refused(case)

            test.__doc__ = case.what
            setattr(cls, "test_%02d_%s" % (number, case.what.replace(" ", "_")), test)
        return cls

    return with_tests
