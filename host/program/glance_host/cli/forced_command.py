"""What a restricted SSH key may do: call the installed program through sudo, and nothing else.

The forced command of authorized_keys, run as the user that logs in. What the client asked for is
taken apart without a shell, held against the program's own calls, and executed.
"""

import os
import shlex
import sys

from glance_host.cli.arguments import BadCall, Call


def run(asked, program):
    """Becomes the call that was asked for; a reason where it is none."""
    try:
        words = shlex.split(asked)
    except ValueError:
        words = []
    if words[:3] != ["sudo", "-n", program]:
        return "this key may only run: sudo -n %s" % program
    try:
        Call(words[3:])
    except BadCall as error:
        return str(error)
    sys.stdout.flush()
    os.execv("/usr/bin/sudo", words)
    return None
