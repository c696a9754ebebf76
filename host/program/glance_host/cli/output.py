"""All that the program prints: one line of JSON on stdout, short lines on stderr, no secrets."""

import json
import sys

from glance_host.cli.utf8 import write

# SSH and Pulumi show lines whole; a longer one is somebody else's output, of which the end tells.
LONGEST = 1000
MOST = 60


class Output:
    """The program's voice. `host` begins each line, since lines of many hosts come together."""

    def __init__(self, host, redaction):
        self.host = host
        self.redaction = redaction
        self._lines = 0

    def progress(self, text):
        """Says what is being done; a few dozen lines at most."""
        self._lines += 1
        if self._lines <= MOST:
            self._line(text)

    def notice(self, text):
        """Says what somebody has to know of; never left out."""
        self._line(text)

    def error(self, text):
        """Says what went wrong; never left out."""
        for line in text.splitlines() or [""]:
            self._line(line)

    def problem(self, problem, before=""):
        """Says a Problem, behind the words `before`; never left out. A command stands bare on its line
        and is not cut, so that it can be pasted."""
        for text, is_command in problem.lines():
            if is_command:
                write(sys.stderr, self.redaction.mask(text) + "\n")
            else:
                self._line(before + text)
                before = ""

    def result(self, report):
        """Prints the one line on stdout; whether somebody was there to take it."""
        line = json.dumps(_masked(report, self.redaction.mask), ensure_ascii=False)
        return write(sys.stdout, line + "\n")

    def _line(self, text):
        text = self.redaction.mask("%s: %s" % (self.host, text))
        if len(text) > LONGEST:
            text = text[: LONGEST // 2] + " … " + text[3 - LONGEST // 2 :]
        write(sys.stderr, text + "\n")


def _masked(value, mask):
    """With all texts masked but the names of fields: a secret that is the word `true`, or one of
    those names, must not make something else of the report."""
    if isinstance(value, dict):
        return {name: _masked(each, mask) for name, each in value.items()}
    if isinstance(value, list):
        return [_masked(each, mask) for each in value]
    return mask(value) if isinstance(value, str) else value
