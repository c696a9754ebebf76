"""All that the program reads and prints is UTF-8, whatever the host's locale says.

The command plugin hands on what a command printed as text of gRPC, which is UTF-8. Other bytes fail
the resource after the command has done its work, with an error that names neither host nor cause.
"""

import io
import os
import sys

# A locale that is there without being installed, but not everywhere.
LOCALE = "C.UTF-8"

# What has no form in UTF-8 (a byte of a file's name that is none) becomes a question mark.
ERRORS = "replace"


def begin():
    """To be called before anything is read or printed. May start the program anew in its place."""
    _begin_in_utf8()
    # PYTHONIOENCODING may say otherwise even then, and holds for tracebacks, too.
    sys.stdout, sys.stderr = _speaking(sys.stdout), _speaking(sys.stderr)


def write(stream, text):
    """Writes and flushes; whether it could. Whoever listened may be gone: the work goes on."""
    try:
        stream.flush()
        stream.buffer.write(text.encode("utf-8", ERRORS))
        stream.buffer.flush()
    except (OSError, ValueError):
        return False
    return True


def _begin_in_utf8():
    """Python takes the encoding of files' names from the locale when it starts, once and for all."""
    if sys.getfilesystemencoding().lower() == "utf-8" or os.environ.get("LC_ALL") == LOCALE:
        return
    os.environ["LC_ALL"] = LOCALE
    isolated = ["-I"] if sys.flags.isolated else []
    os.execv(sys.executable, [sys.executable] + isolated + sys.argv)


def _speaking(stream):
    return io.TextIOWrapper(stream.buffer, "utf-8", ERRORS, line_buffering=True)
