"""findmnt and df: `mounts` says what is mounted where; systemctl mounts."""

import os
import re


def findmnt(host, _name, arguments):
    source = host.state["mounts"].get(host.plain(arguments[-1]))
    return (0, source + "\n", "") if source else (1, "", "")


def df(host, _name, arguments):
    place = host.plain(arguments[-1])
    if not os.path.isdir(host.path(place)):
        return 1, "", "df: %s: No such file or directory" % place
    while place != "/" and place not in host.state["mounts"]:
        place = os.path.dirname(place)
    return 0, "Mounted on\n%s\n" % re.sub("^//", "/", place), ""
