"""Counts what the on-host program does to its host, and strikes at one of these operations.

An operation is a command or a change of the file system. Nothing in the program knows of it: the
functions of the os module, and whatever runs commands, are replaced by ones that count. So a step
that is added later is covered at once.
"""

import os

# What changes the file system, all of it called through the os module.
CHANGES = (
    "open",
    "rename",
    "mkdir",
    "rmdir",
    "unlink",
    "fsync",
    "fchown",
    "chown",
    "fchmod",
    "chmod",
    "ftruncate",
    "pwrite",
)


class Operations:
    """Counts, and calls `strike` with what is about to happen at the operation of that number.

    `concerns` says of a path whether it is one of the host's; numbers of open files always count.
    """

    def __init__(self, number, strike, concerns):
        self.count_of_all = 0
        self.struck = None
        self.number = number
        self._strike = strike
        self._concerns = concerns
        self._within_a_command = False

    def count(self, what):
        """The next operation is `what`."""
        if not self._within_a_command:  # what a command does within is its own
            self.hit(what)

    def hit(self, what):
        """Counts in any case."""
        self.count_of_all += 1
        if self.count_of_all == self.number:
            self.struck = what
            self._strike(what)

    def command(self, run):
        """`run`, a function that takes a command's words first, as one that counts."""

        def counted(argv, *arguments, **options):
            self.count("command " + " ".join(argv[:3]))
            return self.silently(run, argv, *arguments, **options)

        return counted

    def silently(self, run, *arguments, **options):
        """Calls it without counting what it does."""
        before, self._within_a_command = self._within_a_command, True
        try:
            return run(*arguments, **options)
        finally:
            self._within_a_command = before

    def changes(self):
        """(name, function) of each function of the os module, as one that counts."""
        for name in CHANGES:
            yield name, self._change(name, getattr(os, name))

    def _change(self, name, real):
        def counted(*arguments, **options):
            place = arguments[0]
            reads = name == "open" and not arguments[1] & os.O_CREAT
            if not reads and (isinstance(place, int) or self._concerns(str(place))):
                self.count("%s %s" % (name, place))
            return real(*arguments, **options)

        return counted
