"""How the program is called: limits, a verb, and what the verb takes."""

import re

from glance_host.cli import request

# Seconds. Of the transaction until it is interrupted; of the wait for another one; of putting
# everything back after an interruption.
LIMITS = {"--limit": 1500.0, "--lock-limit": 120.0, "--put-back-limit": 600.0}

# verb → what it takes. Here a verb is made known to the command line and to restricted keys (only).
VERBS = {
    "apply": (),
    "images": ("STACK",),
    "leave": ("STACK", "HOST"),
    "observe": ("STACK",),
    "precheck": (),
    "prove": (),
    "publish": (),
    "retire": (),
    "undo": ("STACK", "[HOST]"),
}

NUMBER = re.compile(r"\d{1,6}(\.\d{1,3})?")


class BadCall(Exception):
    """The arguments are not of the program's own."""


class Call:
    """A call that is sound. Raises BadCall otherwise."""

    def __init__(self, arguments):
        rest = list(arguments)
        self.limits = dict(LIMITS)
        while rest and rest[0] in LIMITS:
            if len(rest) < 2 or not NUMBER.fullmatch(rest[1]) or float(rest[1]) <= 0:
                raise BadCall("%s needs a number of seconds" % rest[0])
            self.limits[rest[0]] = float(rest[1])
            rest = rest[2:]
        self.verb = rest[0] if rest else ""
        self.arguments = rest[1:]
        takes = VERBS.get(self.verb)
        if takes is None or not _required(takes) <= len(self.arguments) <= len(takes):
            raise BadCall("expected: %s; see --help" % ", ".join(map(_usage, sorted(VERBS))))
        for name in self.arguments[:1]:
            try:
                request.stack_name(name)
            except request.BadRequest as error:
                raise BadCall(str(error)) from None


def _required(takes):
    return len([name for name in takes if not name.startswith("[")])


def _usage(verb):
    return " ".join((verb,) + VERBS[verb])
