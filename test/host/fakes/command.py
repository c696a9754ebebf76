"""A fake as a command on PATH: a script of that name calls `main`."""

import os
import sys

from fakes.host import FakeHost


def main(name):
    host = FakeHost(os.environ["GLANCE_HOST_ROOT"], os.environ["FAKE_STATE"])
    code, out, err = host.answer([name] + sys.argv[1:])
    sys.stdout.write(out)
    sys.stderr.write(err)
    sys.exit(code)
