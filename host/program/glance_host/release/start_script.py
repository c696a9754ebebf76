"""Is glance-api started as the stack believes: under a WSGI server, or by its own (procedure 5.6)?

Packages of one name differ: Debian's of some releases start it under uWSGI, which reads where to listen
from its arguments, and Ubuntu has others of its own. A wrong belief is a service that listens elsewhere.
"""

import re

from glance_host.refused import Refused

MISSING, UNSET, SET = "missing", "unset", "set"


def look(system, script, variable):
    """Whether a script is there, and sets a variable in a line of its own."""
    text = system.read(script)
    if text is None:
        return MISSING
    return SET if re.search(r"^\s*(export\s+)?%s=\S" % re.escape(variable), text, re.M) else UNSET


def as_believed(check):
    """Refuses where the host starts glance-api otherwise."""
    if check["isSet"] == (check["found"] == SET):
        return
    if check["isSet"]:
        what = (
            "packages of this release start glance-api under uWSGI, by %s in this file; here the %s"
        ) % (check["variable"], "file is missing" if check["found"] == MISSING else "file does not set it")
    else:
        what = "it starts glance-api under uWSGI (%s), and the packages of this release that the program knows do not" % check["variable"]
    hint = (
        "Install Debian's packages, or those of another release: the program does not know how this host's "
        "packages say where glance-api listens"
    )
    raise Refused(check["script"], what, hint)
