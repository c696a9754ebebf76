"""The program that runs on a host. See --help."""

import os
import sys

HELP = """Makes a host what a stack of pulumi-glance says, as one transaction.

  python3 PROGRAM apply        the document on stdin (JSON, or that deflated in base64) becomes true
  python3 PROGRAM undo STACK   the host becomes what it was before that stack
  python3 PROGRAM prove        the request on stdin: images go up and come back through all hosts
  python3 PROGRAM retire       the request on stdin: Keystone's user that the stack had before goes
  python3 PROGRAM --version    the sha256 of this program

One line of JSON on stdout is the report; what happens meanwhile is told on stderr.

Exit codes: 0 done; 1 refused or failed, and everything on the host is as it was; 2 bad call or
document, nothing was begun; 3 failed, and not everything could be put back: stderr says what.

Environment: GLANCE_HOST_ROOT, a folder to take for the host's root; GLANCE_LOCK_SECONDS, how long
to wait for another transaction (120).
"""


def main(arguments):
    verb = arguments[0] if arguments else ""
    if verb in ("-h", "--help"):
        print(HELP, end="")
        return 0
    if verb == "--version":
        import request

        print(request.own_digest() or "not packed")
        return 0
    if verb in ("apply", "prove", "retire") and len(arguments) == 1:
        import commands

        return getattr(commands, verb)(sys.stdin.buffer.read())
    if verb == "undo" and len(arguments) == 2:
        import commands

        return commands.undo(arguments[1], sys.argv[0])
    sys.stderr.write("expected: apply, undo STACK, prove or retire; see --help\n")
    return 2


if __name__ == "__main__":
    code = main(sys.argv[1:])
    # Libraries that a step loaded may have threads under way; nothing is left to wait for.
    sys.stdout.flush()
    os._exit(code)
