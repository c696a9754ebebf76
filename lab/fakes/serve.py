"""Serves the fakes to the hosts of a lab: serve.py FOLDER puts the commands into the folder, says "ready",
and ends with its stdin, so with whoever started it.
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from fakes.host import COMMANDS  # noqa: E402
from fakes.server import script  # noqa: E402


def main(folder):
    os.makedirs(folder)
    # Which of them there is says that a host is one of Red Hat's family.
    for name in sorted(set(COMMANDS) - {"rpm", "dnf", "yum"}):
        place = os.path.join(folder, name)
        with open(place, "w") as file:
            file.write(script(name))
        os.chmod(place, 0o755)
    print("ready", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
