"""The program that runs on a host. See --help."""

import os
import sys

from glance_host.cli import utf8

HELP = """Makes a host what a stack of pulumi-glance says, as one transaction.

  python3 PROGRAM [LIMITS] apply        the document on stdin (JSON, or that deflated in base64)
                                        becomes true
  python3 PROGRAM [LIMITS] precheck     whether the document on stdin could become true: what is
                                        wrong, as one line of JSON on stdout; changes nothing
  python3 PROGRAM [LIMITS] undo STACK [HOST]
                                        the host becomes what it was before that stack, unless the
                                        stack has it under another name than HOST by now
  python3 PROGRAM [LIMITS] leave STACK HOST
                                        the same, and no copy of this program stays
  python3 PROGRAM [LIMITS] images STACK fails while the Image service has images, or when it cannot
                                        be asked
  python3 PROGRAM [LIMITS] observe STACK
                                        what is no longer as that stack's last transaction left it;
                                        changes nothing. stdin: {"password": …} to try the service
                                        user's, or nothing
  python3 PROGRAM [LIMITS] prove        the request on stdin: images go up and come back through
                                        all hosts
  python3 PROGRAM [LIMITS] publish      the request on stdin: Keystone's endpoints lead to the URLs that
                                        all hosts serve by now
  python3 PROGRAM [LIMITS] retire       the request on stdin: Keystone's user that the stack had before
                                        goes
  python3 PROGRAM only                  the forced command of a restricted SSH key: what the client
                                        asked for, if it is one of the above through sudo
  python3 PROGRAM --version             the sha256 of this program

Limits, in seconds: --limit, after which all is put back (1500); --lock-limit, how long to wait for
another transaction (120); --put-back-limit, after which the program and all that it has started are
killed, and the next run takes up what they left (600).

One line of JSON on stdout is the report; what happens meanwhile is told on stderr.

Exit codes: 0 done; 1 refused or failed, and everything on the host is as it was; 2 bad call or
document, nothing was begun; 3 failed, and not everything could be put back: stderr says what.

Environment: GLANCE_HOST_ROOT, a folder to take for the host's root.
"""


def main(arguments):
    verb = arguments[0] if arguments else ""
    if verb in ("-h", "--help"):
        print(HELP, end="")
        return 0
    if verb == "--version":
        from glance_host.cli import request

        print(request.own_digest() or "not packed")
        return 0
    if arguments == ["only"]:
        from glance_host.cli import forced_command

        refusal = forced_command.run(os.environ.get("SSH_ORIGINAL_COMMAND", ""), os.path.abspath(sys.argv[0]))
        sys.stderr.write("pulumi-glance: %s\n" % refusal)
        return 2
    from glance_host.cli import arguments as cli_arguments

    try:
        asked = cli_arguments.Call(arguments)
    except cli_arguments.BadCall as error:
        sys.stderr.write("%s\n" % error)
        return 2
    from glance_host.cli import verbs

    return getattr(verbs, asked.verb)(asked)


if __name__ == "__main__":
    utf8.begin()
    code = main(sys.argv[1:])
    # Libraries that a step loaded may have threads under way; nothing is left to wait for.
    sys.stdout.flush()
    os._exit(code)
