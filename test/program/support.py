"""What the tests of the on-host steps share: the program on the path, and a context to run in."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "host", "program"))

from glance_host.cli.redaction import Redaction  # noqa: E402
from glance_host.system.system import Result, System  # noqa: E402
from glance_host.transaction.rollback import Rollback  # noqa: E402

# Quotes, backslash, what shells, URLs and ini files take for their own, spaces and other alphabets.
AWKWARD = "a'b\"c\\d $%@#;/ üЖ :?&,[]"


class Output:
    redaction = Redaction()

    def progress(self, text):
        pass

    def notice(self, text):
        pass


class Host(System):
    """A host in a folder, whose commands are answered by `answer(argv)`."""

    def __init__(self, root, answer=None):
        super().__init__(root)
        self.commands = []
        self._answer = answer or (lambda argv: None)

    def run(self, argv, input=None, timeout=60, environment=None):
        self.commands.append(argv)
        return self._answer(argv) or Result(0, "", "")


class Context:
    """As host/program/glance_host/transaction/context.py, but remembering what it was told."""

    output = Output()

    def __init__(self, document, ledger=None, system=None):
        self.document = document
        self.ledger = {} if ledger is None else ledger
        self.system = system
        self.rollback = Rollback()
        self.report = {"identity": None, "schema": None}
        self.changes = []
        self.lefts = []
        self.said = []
        # Nothing has drifted: what was remembered is believed.
        self.fresh = False
        self.passed_checks = set()
        self._commit = []

    def note(self, entry, value):
        self.ledger[entry] = value

    def at_commit(self, action):
        self._commit.append(action)

    def commit(self):
        for action in self._commit:
            action()

    def changed(self, component, text):
        self.changes.append(text)

    def left(self, component, text):
        self.lefts.append(text)

    def progress(self, text):
        self.said.append(text)
