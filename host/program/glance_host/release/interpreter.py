"""The Python that a service itself runs in: that of its program's first line.

It may be another than this program's own: Python 2.7 of an older release, or a virtual environment,
and only there are the service's libraries.
"""

import os
import re
import shlex
from shutil import which

# The second is there, too, where the first is run by a web server (from 2026.2 on).
PROGRAMS = ("glance-api", "glance-manage")


def of_glance():
    """The path of Glance's Python, or None where no program of Glance's names one."""
    for name in PROGRAMS:
        place = which(name)
        python = place and named_in(place)
        if python:
            return python
    return None


def named_in(program):
    """The interpreter in a script's first line, or None where that is no Python."""
    with open(program, "rb") as file:
        lines = file.read(2000).decode("utf-8", "replace").split("\n")
    if not lines[0].startswith("#!"):
        return None
    words = lines[0][2:].split()
    if words[:1] == ["/bin/sh"] and len(lines) > 1:
        # pip writes so where the interpreter's path is too long or has a space: '''exec' "/…" "$0" …
        found = re.match(r"'''exec' (.+) \"\$0\"", lines[1])
        words = shlex.split(found.group(1)) if found else words
    if words and os.path.basename(words[0]) == "env":
        words = [which(word) for word in words[1:] if not word.startswith("-")][:1]
    if not words or not words[0] or not os.path.basename(words[0]).startswith("python"):
        return None
    return words[0] if os.path.exists(words[0]) else None
