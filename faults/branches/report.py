"""Prints how often each recovery branch ran; one that never ran fails.

  python3 faults/branches/report.py FOLDER

FOLDER is the one that GLANCE_BRANCHES named as the tests ran (sitecustomize.py): faults/branches/run does
both. The table is Markdown.
"""

import glob
import os
import struct
import sys

from recovery import marked
from sitecustomize import PROGRAM


def main(folder):
    never, lines = [], []
    for place in sorted(glob.glob(PROGRAM + "/**/*.py", recursive=True)):
        module = os.path.relpath(place, PROGRAM)[:-3].replace("/", ".")
        with open(place, encoding="utf-8") as file:
            labels = marked(module, file.read())[1]
        for label, count in zip(labels, counts(os.path.join(folder, module), len(labels))):
            lines.append("| `%s` | %d |" % (label.replace("|", "\\|"), count))
            if count == 0:
                never.append("FAIL: this recovery branch never ran: " + label)
    print("\n".join(["| recovery branch | times ran |", "| --- | --: |"] + lines))
    print("\n".join(["", "%d recovery branches, %d of which never ran" % (len(lines), len(never))] + never))
    return 1 if never else 0


def counts(place, length):
    """Zeros where the module was never loaded."""
    if not os.path.exists(place):
        return [0] * length
    with open(place, "rb") as file:
        return struct.unpack("<%dL" % length, file.read())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
